package dev.punctual.build;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each module may depend on at compile scope. A new line here is a design decision. */
class ModuleRulesTests {

  private static final String CORE = "dev.punctual:scheduler-core";

  /** Already part of what core hands on. */
  private static final Set<String> EVERYWHERE =
      Set.of("org.jspecify:jspecify", "org.slf4j:slf4j-api");

  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          entry("scheduler-core", Set.of("com.google.guava:guava")),
          entry("scheduler-store-jdbc", Set.of(CORE, "org.jdbi:jdbi3-core")),
          entry("scheduler-store-redis", Set.of(CORE, "io.lettuce:lettuce-core")),
          entry("scheduler-store-mongo", Set.of(CORE, "org.mongodb:mongodb-driver-sync")),
          entry(
              "scheduler-integration-netty",
              Set.of(CORE, "io.netty:netty-common", "io.netty:netty-transport")),
          entry("scheduler-integration-vertx", Set.of(CORE, "io.vertx:vertx-core")),
          entry(
              "scheduler-codec-jackson",
              Set.of(
                  CORE, "tools.jackson.core:jackson-core", "tools.jackson.core:jackson-databind")),
          entry("scheduler-executor-process", Set.of(CORE)),
          entry("scheduler-integration-swing", Set.of(CORE)),
          entry(
              "scheduler-micrometer",
              Set.of(
                  CORE, "io.micrometer:micrometer-core", "io.micrometer:micrometer-observation")),
          entry(
              "scheduler-spring-boot-starter",
              Set.of(CORE, "org.springframework.boot:spring-boot-autoconfigure")),
          entry("scheduler-testkit", Set.of(CORE)),
          entry(
              "scheduler-tck",
              Set.of(
                  CORE,
                  "dev.punctual:scheduler-testkit",
                  "org.junit.jupiter:junit-jupiter-api",
                  "org.assertj:assertj-core")));

  @Test
  void publishedModule_dependsOnlyOnWhatTheDesignAllows() {
    assertThat(Reactor.publishedModules())
        .allSatisfy(
            module -> {
              assertThat(ALLOWED).containsKey(module.artifactId());
              Set<String> compile =
                  module.dependencies().stream()
                      .filter(Pom.Dependency::compile)
                      .map(Pom.Dependency::key)
                      .collect(Collectors.toCollection(TreeSet::new));
              compile.removeAll(EVERYWHERE);
              assertThat(compile).isSubsetOf(ALLOWED.get(module.artifactId()));
            });
  }

  @Test
  void module_namesNoVersions() {
    assertThat(Reactor.modules().stream().filter(m -> !m.artifactId().equals("scheduler-bom")))
        .flatExtracting(Pom::dependencies)
        .allSatisfy(d -> assertThat(d.version()).as("version of %s", d.key()).isEmpty());
  }

  @Test
  void module_hasAParentInTheReactorOfTheSameVersion() {
    String version = Reactor.parent().text("version");
    assertThat(Reactor.modules().stream().filter(m -> !m.artifactId().equals("scheduler-bom")))
        .allSatisfy(
            m -> {
              assertThat(m.text("parent", "groupId")).isEqualTo("dev.punctual");
              assertThat(m.text("parent", "version")).isEqualTo(version);
              assertThat(m.text("version")).as("own version").isEmpty();
            });
  }

  @Test
  void module_artifactIdIsItsFolder() {
    assertThat(Reactor.publishedModules())
        .allSatisfy(m -> assertThat(Reactor.folder(m)).hasFileName(m.artifactId()));
  }

  @Test
  void buildTests_runAfterEveryPublishedModule() {
    List<String> seen =
        Pom.read(Reactor.ROOT.resolve("build-tests/pom.xml")).dependencies().stream()
            .map(Pom.Dependency::artifactId)
            .toList();
    assertThat(seen).containsAll(Reactor.publishedModules().stream().map(Pom::artifactId).toList());
  }

  @Test
  void unpublishedFolders_stayUnpublished() {
    assertThat(Reactor.publishedModules())
        .extracting(Pom::artifactId)
        .doesNotContainAnyElementsOf(
            Stream.of("examples", "benchmarks", "stress", "build-tests").toList());
  }
}
