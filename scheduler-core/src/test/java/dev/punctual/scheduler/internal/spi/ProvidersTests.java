package dev.punctual.scheduler.internal.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.store.JobStoreProvider;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProvidersTests {

  /** Some kind of provider. */
  private interface Named {
    String name();
  }

  private record First(String name) implements Named {}

  private record Second(String name) implements Named {}

  private record Nameless() implements Named {
    @Override
    public String name() {
      throw new IllegalStateException("no name, on purpose");
    }
  }

  @Test
  void find_inAnyCase_findsTheProvider() {
    First redis = new First("redis");

    assertThat(load(redis, new Second("jdbc")).find("Redis")).isSameAs(redis);
  }

  @Test
  void find_unknown_findsNone() {
    assertThat(load(new First("redis")).find("jdbc")).isNull();
  }

  @Test
  void unknown_slip_namesTheKnownAndTheNearest() {
    assertThat(load(new First("redis"), new Second("jdbc")).unknown("rediss"))
        .isEqualTo("'rediss' is not among the known types 'jdbc', 'redis'; did you mean 'redis'?");
  }

  @Test
  void load_nameTakenTwice_isAProblemThatNamesBothClasses() {
    assertThat(load(new First("redis"), new Second("jdbc"), new Second("redis")).problems())
        .containsExactly(
            "'redis' is the name of two providers, "
                + First.class.getName()
                + " and "
                + Second.class.getName()
                + "; remove one of them");
  }

  @Test
  void load_sameProviderSeenTwice_isOne() {
    assertThat(load(new First("redis"), new First("redis")).names()).containsExactly("redis");
  }

  @Test
  void load_oneBroken_namedWhenMissedAndOthersUnaffected() {
    Providers<Named> providers =
        load(new First("redis"), "com.example.Broken", new Nameless(), new Second("jdbc"));

    assertThat(providers.names()).containsExactly("jdbc", "redis");
    assertThat(providers.unknown("mongo"))
        .startsWith("'mongo' is not among the known types 'jdbc', 'redis'")
        .contains("Provider com.example.Broken could not be instantiated")
        .contains("NoClassDefFoundError: some/driver/Client")
        .containsOnlyOnce("com.example.Broken")
        .contains(Nameless.class.getName() + " could not tell its name");
  }

  @Test
  void load_services_findsTheBuiltIn() {
    assertBuiltInAreFound();
  }

  private static void assertBuiltInAreFound() {
    Providers<JobExecutorProvider> executors =
        Providers.load(
            ProviderLoader.SERVICES, JobExecutorProvider.class, JobExecutorProvider::name);
    Providers<JobStoreProvider> stores =
        Providers.load(ProviderLoader.SERVICES, JobStoreProvider.class, JobStoreProvider::name);

    assertThat(executors.names()).contains("direct", "threadpool", "virtual");
    assertThat(stores.names()).contains("memory");
    assertThat(executors.names()).allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
  }

  @Test
  void load_threadWithoutContextLoader_findsTheBuiltIn() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(null);
    try {
      assertBuiltInAreFound();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static Providers<Named> load(Object... listed) {
    return Providers.load(new ListedProviders(listed), Named.class, Named::name);
  }
}
