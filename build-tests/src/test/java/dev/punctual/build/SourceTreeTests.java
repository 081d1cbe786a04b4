package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceTreeTests {

  private static final int MOST_LINES = 400;

  /** In two parts each, so that this file passes its own test. */
  private static final List<String> REGISTRY_HOSTS =
      Stream.of(
              "repo|.maven.apache.org",
              "repo1|.maven.org",
              "central|.sonatype",
              "oss|.sonatype",
              "search|.maven.org",
              "maven|.google.com",
              "plugins|.gradle.org",
              "jcenter|.bintray",
              "jit|pack.io",
              "registry|.npmjs",
              "registry|.yarnpkg",
              "deb|.debian.org",
              "security|.debian.org",
              "pypi|.org",
              "docker|.io/")
          .map(host -> host.replace("|", ""))
          .toList();

  @Test
  void trackedFile_namesNoRegistryHost() throws IOException, InterruptedException {
    assertThat(trackedFiles())
        .isNotEmpty()
        .allSatisfy(
            file ->
                assertThat(text(file).toLowerCase(Locale.ROOT))
                    .as("%s", file)
                    .doesNotContain(REGISTRY_HOSTS));
  }

  @Test
  void trackedFile_isNoMavenWrapper() throws IOException, InterruptedException {
    assertThat(trackedFiles())
        .extracting(file -> file.getFileName().toString())
        .doesNotContain("mvnw", "mvnw.cmd", "maven-wrapper.properties");
  }

  @Test
  void mainFile_isShort() {
    assertThat(mainFiles())
        .isNotEmpty()
        .allSatisfy(
            file ->
                assertThat(text(file).lines().count())
                    .as("lines of %s", file)
                    .isLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void publishedPackage_hasPackageInfoThatMarksNulls() {
    assertThat(
            Reactor.publishedModules().stream()
                .flatMap(m -> mainFiles(m).stream())
                .filter(file -> !file.endsWith("module-info.java"))
                .map(Path::getParent)
                .distinct())
        .isNotEmpty()
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java"))
                    .content()
                    .contains("/**")
                    .contains("@NullMarked"));
  }

  @Test
  void unitTest_neverSleeps() {
    Pattern sleep = Pattern.compile("\\bThread\\.sleep\\(|\\bTimeUnit\\.\\w+\\.sleep\\(");
    assertThat(
            Reactor.modules().stream()
                .map(m -> Reactor.folder(m).resolve("src/test/java"))
                .flatMap(tests -> Reactor.files(tests, ".java").stream())
                .filter(file -> !file.toString().endsWith("IT.java")))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(text(file)).as("%s", file).doesNotContainPattern(sleep));
  }

  private static List<Path> mainFiles() {
    return Reactor.modules().stream().flatMap(m -> mainFiles(m).stream()).toList();
  }

  private static List<Path> mainFiles(Pom module) {
    return Reactor.files(Reactor.folder(module).resolve("src/main/java"), ".java");
  }

  /** What git tracks or would track: ignored files are left out. */
  private static List<Path> trackedFiles() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
            .directory(Reactor.ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as("exit code of git").isZero();
    return listed.lines().map(Reactor.ROOT::resolve).filter(Files::isRegularFile).toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
