package dev.punctual.scheduler.internal.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredPartsTests {

  private final Fakes.Redis redis = new Fakes.Redis();
  private final Fakes.ProcessPool processPool = new Fakes.ProcessPool();

  @Test
  void make_withoutOptions_takesDefaults() {
    ConfiguredParts parts =
        make(
            Map.of(
                "scheduler.jobstores.default.type", "redis",
                "scheduler.executors.default.type", "processpool"));

    assertThat(parts.stores()).containsOnlyKeys("default");
    assertThat(parts.executors()).containsOnlyKeys("default");
    assertThat(redis.opened).containsExactly("127.0.0.1:6379");
    assertThat(processPool.made).containsExactly(10);
    assertThat(redis.closed).isEmpty();
  }

  @Test
  void make_mistakesEverywhere_areToldTogetherAndNothingIsOpened() {
    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.b.type", "redis",
                        "scheduler.jobstores.b.port", "none",
                        "scheduler.jobstores.b.hosts", "x",
                        "scheduler.executors.c.type", "processpool",
                        "scheduler.executors.c.max-worker", "5",
                        "scheduler.executors.d.type", "processpol",
                        "scheduler.job-defaults.max_instance", "3")))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "scheduler.executors.d.type 'processpol' is not among the known types"
                            + " 'processpool'; did you mean 'processpool'?",
                        "scheduler.job-defaults.max_instance is unknown; did you mean"
                            + " 'max-instances'?",
                        "scheduler.executors.c.max-worker is unknown; did you mean 'max-workers'?",
                        "scheduler.jobstores.b.port is 'none'; use a whole number from 1 to 65535",
                        "scheduler.jobstores.b.hosts is unknown; did you mean 'host'?"));
    assertThat(redis.opened).isEmpty();
    assertThat(processPool.made).isEmpty();
  }

  @Test
  void make_mistakeInALaterStore_opensNothing() {
    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.a.host", "unreachable",
                        "scheduler.jobstores.b.type", "redis",
                        "scheduler.jobstores.b.port", "none")))
        .withMessage("scheduler.jobstores.b.port is 'none'; use a whole number from 1 to 65535");

    assertThat(redis.opened).isEmpty();
  }

  @Test
  void make_storeCannotBeReached_isNamedAndTheOthersAreClosed() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.executors.c.type", "processpool",
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.b.type", "redis",
                        "scheduler.jobstores.b.host", "unreachable")))
        .withMessage("scheduler.jobstores.b could not be opened; cannot reach unreachable:6379")
        .withCauseInstanceOf(IllegalStateException.class);

    assertThat(redis.opened).isEqualTo(redis.closed).containsExactly("127.0.0.1:6379");
    assertThat(processPool.last().idle()).isZero();
  }

  @Test
  void make_twoProvidersOfOneName_areToldWithTheOtherMistakes() {
    JobStoreProvider twin =
        new JobStoreProvider() {
          @Override
          public String name() {
            return "redis";
          }

          @Override
          public JobStore open(ConfigReader config) {
            throw new AssertionError("opened");
          }
        };
    TextConfig text = new TextConfig();
    text.properties(Map.of("scheduler.colour", "red"));

    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(
            () ->
                ConfiguredParts.make(
                    text.read(new ListedProviders(redis, twin, processPool)),
                    InstantSource.system()))
        .satisfies(e -> assertThat(e.problems()).hasSize(2))
        .withMessageContainingAll(
            "scheduler.colour is unknown", redis.getClass().getName(), twin.getClass().getName());
  }

  @Test
  void make_providerThatFailsWithASecret_showsNone() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.a.host", "unreachable://joe:hunter2@db")))
        .satisfies(
            e -> {
              StringWriter trace = new StringWriter();
              e.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString())
                  .contains("scheduler.jobstores.a could not be opened", "@db", "Fakes")
                  .doesNotContain("hunter2", "joe");
            });
  }

  @Test
  void make_secretThatDoesNotGoTogether_isNotShown() {
    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.a.password", "hunter2")))
        .withMessage(
            "scheduler.jobstores.a.type cannot be used as configured; no user for password …");
  }

  @Test
  void make_optionsThatDoNotGoTogether_areToldWithTheirPlace() {
    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.executors.c.type", "processpool",
                        "scheduler.executors.c.max-workers", "13")))
        .withMessage(
            "scheduler.executors.c.type cannot be used as configured; 13 workers bring bad luck");
  }

  private ConfiguredParts make(Map<String, ?> properties) {
    TextConfig text = new TextConfig();
    text.properties(properties);
    return ConfiguredParts.make(
        text.read(new ListedProviders(redis, processPool)), InstantSource.system());
  }
}
