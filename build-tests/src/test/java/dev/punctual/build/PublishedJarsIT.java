package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** Reads the jars that were just built. */
class PublishedJarsIT {

  /** The build makes Javadoc from this JDK on. */
  private static final int JAVADOC_JDK = 21;

  private static final String SERVICES = "META-INF/services/";

  @Test
  void jar_hasAModuleDescriptorNamedByItsRootPackage() {
    forEachJar(
        (module, jar) -> {
          ModuleDescriptor descriptor = descriptor(jar);
          assertThat(descriptor.isAutomatic()).isFalse();
          assertThat(descriptor.name()).startsWith("dev.punctual.scheduler");
          assertThat(descriptor.packages())
              .allSatisfy(name -> assertThat(name + ".").startsWith(descriptor.name() + "."));
        });
  }

  @Test
  void jar_exportsNothingInternalUnqualified() {
    forEachJar(
        (module, jar) ->
            assertThat(descriptor(jar).exports())
                .filteredOn(export -> !export.isQualified())
                .extracting(ModuleDescriptor.Exports::source)
                .noneMatch(name -> (name + ".").contains(".internal.")));
  }

  @Test
  void jar_declaresTheSameServicesForClassPathAndModulePath() {
    forEachJar(
        (module, jar) -> {
          Map<String, List<String>> provided = new TreeMap<>();
          descriptor(jar).provides().forEach(p -> provided.put(p.service(), p.providers()));
          assertThat(serviceFiles(jar)).isEqualTo(provided);
        });
  }

  @Test
  void jar_holdsLicenseAndVersion() {
    forEachJar(
        (module, jar) -> {
          try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(file.getManifest().getMainAttributes().getValue("Implementation-Version"))
                .isEqualTo(version());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void jar_comesWithSourcesAndJavadoc() {
    forEachJar(
        (module, jar) -> {
          String base = jar.toString().replaceFirst("\\.jar$", "");
          assertThat(Path.of(base + "-sources.jar")).isNotEmptyFile();
          if (Runtime.version().feature() >= JAVADOC_JDK) {
            assertThat(Path.of(base + "-javadoc.jar")).isNotEmptyFile();
          }
        });
  }

  @Test
  void deployedPom_needsNoParentAndNamesNoTestLibraries() {
    forEachJar(
        (module, jar) -> {
          Pom flat = Pom.read(Reactor.folder(module).resolve(".flattened-pom.xml"));
          assertThat(flat.text("parent", "artifactId")).isEmpty();
          assertThat(flat.managed()).isEmpty();
          assertThat(flat.dependencies())
              .allSatisfy(
                  d -> {
                    assertThat(d.version()).as("version of %s", d).matches("\\d[\\w.-]*");
                    assertThat(d.scope()).as("scope of %s", d).isNotEqualTo("test");
                  });
        });
  }

  private static void forEachJar(BiConsumer<Pom, Path> check) {
    assertThat(Reactor.publishedModules())
        .isNotEmpty()
        .allSatisfy(
            module -> {
              Path jar =
                  Reactor.folder(module)
                      .resolve("target/" + module.artifactId() + "-" + version() + ".jar");
              assertThat(jar).isRegularFile();
              check.accept(module, jar);
            });
  }

  private static ModuleDescriptor descriptor(Path jar) {
    return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
  }

  private static Map<String, List<String>> serviceFiles(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Map<String, List<String>> found = new TreeMap<>();
      for (ZipEntry entry :
          file.stream().filter(e -> e.getName().matches(SERVICES + "[^/]+")).toList()) {
        String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        found.put(
            entry.getName().substring(SERVICES.length()),
            text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList());
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version() {
    return Reactor.parent().text("version");
  }
}
