package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What somebody has to implement is small. */
class ContractSizeTests {

  private static final int MOST_OF_A_CONTRACT = 10;
  private static final int MOST_OF_A_DIALECT = 12;

  @Test
  void contract_leavesAtMostTenMethodsOpen() {
    List<Class<?>> contracts =
        Reactor.publishedModules().stream()
            .flatMap(ContractSizeTests::types)
            .filter(ContractSizeTests::isPublicApi)
            .filter(type -> Modifier.isAbstract(type.getModifiers()) && !type.isAnnotation())
            .toList();

    assertThat(contracts)
        .contains(SqlDialect.class)
        .allSatisfy(
            type ->
                assertThat(type.getDeclaredMethods())
                    .filteredOn(method -> Modifier.isAbstract(method.getModifiers()))
                    .as("what %s leaves open", type.getName())
                    .hasSizeLessThanOrEqualTo(MOST_OF_A_CONTRACT));
  }

  @Test
  void dialect_answersAtMostTwelveQuestions() {
    List<Class<?>> dialects =
        Reactor.publishedModules().stream()
            .flatMap(ContractSizeTests::types)
            .filter(SqlDialect.class::isAssignableFrom)
            .filter(type -> !type.isInterface())
            .toList();

    assertThat(dialects)
        .isNotEmpty()
        .allSatisfy(
            type ->
                assertThat(questions(type))
                    .as("what %s answers", type.getName())
                    .hasSizeLessThanOrEqualTo(MOST_OF_A_DIALECT));
  }

  /** Every type that a module compiles from its main sources. */
  private static Stream<Class<?>> types(Pom module) {
    Path classes = Reactor.folder(module).resolve("target/classes");
    return Reactor.files(classes, ".class").stream()
        .map(file -> classes.relativize(file).toString())
        .filter(name -> !name.endsWith("-info.class"))
        .map(name -> name.replace(".class", "").replace('/', '.'))
        .map(ContractSizeTests::type);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, ContractSizeTests.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name + " is compiled and not on the class path", e);
    }
  }

  private static boolean isPublicApi(Class<?> type) {
    return !type.getPackageName().contains(".internal")
        && Stream.<Class<?>>iterate(type, at -> at != null, Class::getEnclosingClass)
            .allMatch(at -> Modifier.isPublic(at.getModifiers()));
  }

  /** What can be asked of an instance, inherited methods too; an overridden one counts once. */
  private static Set<String> questions(Class<?> type) {
    return Stream.of(type.getMethods(), type.getDeclaredMethods())
        .flatMap(Arrays::stream)
        .filter(method -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
        .filter(method -> (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0)
        .map(method -> method.getName() + Arrays.toString(method.getParameterTypes()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
