package dev.punctual.scheduler;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape that the design promises, read from the compiled classes. */
class ArchitectureTests {

  private static final String ROOT = "dev.punctual.scheduler";
  private static final int MOST_ABSTRACT_METHODS = 10;

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final DescribedPredicate<JavaClass> EXPORTED_API =
      DescribedPredicate.describe(
          "are public in an exported package",
          type ->
              !internal(type)
                  && Stream.iterate(type, t -> t.getEnclosingClass().orElse(null))
                      .takeWhile(t -> t != null)
                      .allMatch(ArchitectureTests::visible));

  @Test
  void core_takesTimeThreadsAndChanceFromTheTimeSourceAlone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".internal.time..")
            .should(new ForbiddenCalls()));
  }

  @Test
  void api_showsNoGuava() {
    check(
        classes()
            .that(EXPORTED_API)
            .should(
                PublicSignatures.without(
                    "Guava", t -> t.getPackageName().startsWith("com.google."))));
  }

  @Test
  void api_showsNothingInternal() {
    check(
        classes()
            .that(EXPORTED_API)
            .should(PublicSignatures.without("internal types", ArchitectureTests::internal)));
  }

  /**
   * Who may know whom. The root package wires everything and the engine and the memory store
   * implement the contracts; nothing else looks inside.
   */
  static Stream<Arguments> layers() {
    return Stream.of(
        arguments("trigger", List.of("internal.cron")),
        arguments("codec", List.of()),
        arguments("config", List.of("internal.config")),
        arguments("internal.config", List.of("config", "internal.time")),
        arguments("store", List.of("trigger", "codec", "config")),
        arguments("executor", List.of("config", "codec", "internal.time", "internal.executor")),
        arguments("internal.executor", List.of("executor", "config")),
        arguments(
            "internal.spi", List.of("config", "internal.config", "store", "executor", "trigger")),
        arguments("event", List.of("trigger", "store", "executor", "codec")),
        arguments("internal.time", List.of()),
        arguments("internal.cron", List.of("trigger")),
        arguments(
            "internal.memory", List.of("trigger", "codec", "config", "store", "internal.time")));
  }

  /** The public face of the memory store, which lies above the contract beside it. */
  private static final String ENTRY_POINT = ROOT + ".store.MemoryJobStore";

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void package_knowsOnlyWhatLiesBelow(String name, List<String> below) {
    String self = ROOT + "." + name;
    String[] allowed =
        Stream.concat(Stream.of(self), below.stream().map(b -> ROOT + "." + b))
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> above =
        DescribedPredicate.describe(
            "lie above",
            type ->
                (type.getPackageName() + ".").startsWith(ROOT + ".")
                    && !List.of(allowed).contains(type.getPackageName()));
    check(
        noClasses()
            .that()
            .resideInAPackage(self)
            .and()
            .doNotHaveFullyQualifiedName(ENTRY_POINT)
            .should()
            .dependOnClassesThat(above));
  }

  @Test
  void package_isListedAsALayerOrAConductor() {
    List<String> known =
        Stream.concat(
                layers().map(l -> ROOT + "." + l.get()[0]),
                Stream.of(ROOT, ROOT + ".internal.engine"))
            .toList();
    assertThat(MAIN.stream().map(JavaClass::getPackageName).distinct()).isSubsetOf(known);
  }

  @Test
  void contract_isSmall() {
    assertThat(MAIN)
        .filteredOn(type -> type.isInterface() && !type.isAnnotation() && !internal(type))
        .allSatisfy(
            type ->
                assertThat(
                        type.getMethods().stream()
                            .filter(method -> method.getModifiers().contains(ABSTRACT)))
                    .as("abstract methods of %s", type.getName())
                    .hasSizeLessThanOrEqualTo(MOST_ABSTRACT_METHODS));
  }

  @Test
  void api_namesThingsByWhatTheyAre() {
    check(
        classes()
            .that(EXPORTED_API)
            .should()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl")
            .andShould()
            .haveSimpleNameNotStartingWith("Abstract"));
  }

  @Test
  void core_knowsNoJavaSerialization() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                Serializable.class,
                Externalizable.class,
                ObjectInputStream.class,
                ObjectOutputStream.class));
  }

  @Test
  void core_locksWithLocksNotMonitors() throws IOException {
    check(methods().should().notHaveModifier(SYNCHRONIZED));
    Pattern block = Pattern.compile("^(?!\\s*(\\*|//)).*\\bsynchronized\\s*\\(", Pattern.MULTILINE);
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      assertThat(sources.filter(file -> file.toString().endsWith(".java")))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(block));
    }
  }

  @Test
  void core_logsThroughSlf4jAlone() {
    check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    check(GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  private static boolean internal(JavaClass type) {
    return (type.getPackageName() + ".").startsWith(ROOT + ".internal.");
  }

  private static boolean visible(JavaClass type) {
    return type.getModifiers().contains(PUBLIC) || type.getModifiers().contains(PROTECTED);
  }
}
