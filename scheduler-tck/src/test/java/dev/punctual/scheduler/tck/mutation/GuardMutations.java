package dev.punctual.scheduler.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That no guard can be lost unnoticed: each is taken out of a copy of scheduler-core, and the tests
 * that are named with it must fail there, each of them. Takes minutes and is asked for by name:
 * {@code mvn test -pl scheduler-tck -am -Dtest=GuardMutations}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuardMutations {

  private static final Path CORE = Path.of(System.getProperty("basedir", "."), "../scheduler-core");
  private static final String SEEDS = System.getProperty("punctual.mutation.seeds", "40");

  @TempDir private Path folder;

  static List<Mutation> guards() {
    return Guards.all();
  }

  @Test
  @Order(1)
  void namedTests_withAllGuards_pass() throws Exception {
    List<String> names = guards().stream().flatMap(m -> m.tests().stream()).distinct().toList();

    assertThat(verdicts(names)).allSatisfy((name, how) -> assertThat(how).isEqualTo("PASSED"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("guards")
  @Order(2)
  void namedTests_withoutTheGuard_fail(Mutation mutation) throws Exception {
    compile(mutated(mutation));
    Map<String, String> verdicts = verdicts(mutation.tests());
    verdicts.forEach((name, how) -> System.out.println(mutation + ": " + how + " " + name));

    assertThat(verdicts).hasSameSizeAs(mutation.tests());
    assertThat(verdicts).allSatisfy((name, how) -> assertThat(how).isEqualTo("FAILED"));
  }

  private List<Path> mutated(Mutation mutation) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Mutation.Edit edit : mutation.edits()) {
      String source = sources.get(edit.file());
      Path original = CORE.resolve("src/main/java").resolve(edit.file());
      sources.put(edit.file(), edit.applyTo(source == null ? Files.readString(original) : source));
    }
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> each : sources.entrySet()) {
      Path file = folder.resolve("src").resolve(each.getKey());
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, each.getValue()));
    }
    return files;
  }

  private void compile(List<Path> files) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release", "17", "-proc:none", "-nowarn", "-cp", classPath(), "-d", "" + classes);
      boolean done =
          compiler
              .getTask(
                  null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(done).as("the mutation compiles").isTrue();
    }
  }

  /** What each test said that was run with the mutated classes, if there are any, before others. */
  private Map<String, String> verdicts(List<String> names) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:TieredStopAtLevel=1"); // too short to repay more compilation
    command.add("-Dpunctual.simulator.seeds=" + SEEDS);
    command.add("-cp");
    command.add(folder.resolve("classes") + File.pathSeparator + classPath());
    command.add(ForkedTests.class.getName());
    command.addAll(names);
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int code = process.waitFor();
    assertThat(code).as(() -> tail(log)).isZero();
    Map<String, String> verdicts = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(log)) {
      lines
          .filter(line -> line.startsWith(ForkedTests.MARK))
          .map(line -> line.substring(ForkedTests.MARK.length()).split(" ", 2))
          .forEach(parts -> verdicts.put(parts[1], parts[0]));
    }
    return verdicts;
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The class path of these tests, and the tests of scheduler-core. */
  private static String classPath() {
    Path tests = CORE.resolve("target/test-classes").normalize();
    assertThat(tests).as("the tests of scheduler-core, compiled: build with -am").isDirectory();
    String given = System.getProperty("surefire.test.class.path");
    return (given == null ? System.getProperty("java.class.path") : given)
        + File.pathSeparator
        + tests;
  }
}
