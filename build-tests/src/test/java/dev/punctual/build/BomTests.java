package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BomTests {

  private final Pom bom = Reactor.bom();

  @Test
  void bom_listsExactlyThePublishedModules() {
    assertThat(bom.managed())
        .extracting(Pom.Dependency::artifactId)
        .containsExactlyInAnyOrderElementsOf(
            Reactor.publishedModules().stream().map(Pom::artifactId).toList());
  }

  @Test
  void bom_holdsOnlyOwnArtefactsWithoutScopeOrType() {
    assertThat(bom.managed())
        .allSatisfy(
            entry -> {
              assertThat(entry.groupId()).isEqualTo("dev.punctual");
              assertThat(entry.version()).isEqualTo("${project.version}");
              assertThat(entry.extra()).as("only coordinates in %s", entry).isFalse();
            });
  }

  @Test
  void bom_hasNoParentAndNoDependencies() {
    assertThat(bom.text("parent", "artifactId")).isEmpty();
    assertThat(bom.dependencies()).isEmpty();
  }

  @Test
  void bom_hasTheVersionOfTheReactor() {
    assertThat(bom.text("version")).isEqualTo(Reactor.parent().text("version"));
  }
}
