package dev.punctual.scheduler.internal.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.punctual.scheduler.config.ConfigProblemsException;
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
  void make_mistakeInALaterStore_closesTheEarlier() {
    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.b.type", "redis",
                        "scheduler.jobstores.b.port", "none")));

    assertThat(redis.opened).isEqualTo(redis.closed).containsExactly("127.0.0.1:6379");
  }

  @Test
  void make_storeCannotBeReached_closesTheOthersAndPassesItOn() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                make(
                    Map.of(
                        "scheduler.jobstores.a.type", "redis",
                        "scheduler.jobstores.b.type", "redis",
                        "scheduler.jobstores.b.host", "unreachable")))
        .withMessage("cannot reach unreachable:6379");

    assertThat(redis.closed).containsExactly("127.0.0.1:6379");
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
    PropertiesConfig configs = PropertiesConfig.load(new ListedProviders(redis, processPool));
    return ConfiguredParts.make(configs.parse(PropertiesConfig.PREFIX, properties));
  }
}
