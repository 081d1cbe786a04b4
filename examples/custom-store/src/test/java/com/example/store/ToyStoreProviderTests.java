package com.example.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.testkit.ManualTime;
import dev.punctual.scheduler.testkit.TestScheduler;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToyStoreProviderTests {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void serviceLoader_findsTheProviderByItsType() {
    List<String> names =
        ServiceLoader.load(JobStoreProvider.class).stream()
            .filter(provider -> provider.type() == ToyStoreProvider.class)
            .map(provider -> provider.get().name())
            .toList();

    assertThat(names).containsExactly("toy");
  }

  @Test
  void scheduler_configuredByProperties_runsItsJobsFromTheStore() {
    ManualTime time = ManualTime.startingAt(START);
    List<Instant> runs = new ArrayList<>();
    Map<String, String> properties = Map.of("scheduler.jobstores.default.type", "toy");

    try (TestScheduler test =
        TestScheduler.livingBy(time, builder -> builder.properties(properties))) {
      test.scheduler()
          .addJob(() -> runs.add(time.instant()), IntervalTrigger.every(HOUR), o -> o.id("report"));
      time.advance(HOUR.multipliedBy(3));

      assertThat(runs)
          .containsExactly(
              START.plus(HOUR), START.plus(HOUR.multipliedBy(2)), START.plus(HOUR.multipliedBy(3)));
      test.recorder().requireRuns("report", 3).requireNoFailures();
    }
  }

  @Test
  void open_withFewHistoryRows_keepsTheLatestOnly() {
    Map<String, String> properties =
        Map.of(
            "scheduler.jobstores.default.type", "toy",
            "scheduler.jobstores.default.history-rows", "2");

    try (TestScheduler test =
        TestScheduler.livingBy(
            ManualTime.startingAt(START), builder -> builder.properties(properties))) {
      test.scheduler().addJob(() -> {}, IntervalTrigger.every(HOUR), o -> o.id("report"));
      test.time().advance(HOUR.multipliedBy(5));

      assertThat(test.scheduler().endedExecutions(10))
          .extracting(EndedExecution::fireTime)
          .containsExactly(START.plus(HOUR.multipliedBy(5)), START.plus(HOUR.multipliedBy(4)));
    }
  }

  @Test
  void open_withoutOptions_hasDefaults() {
    try (JobStore store = new ToyStoreProvider().open(ConfigReader.of(Map.of()))) {
      assertThat(store).isInstanceOf(ToyStore.class);
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({"histroy-rows, 5, history-rows", "history-rows, many, many", "history-rows, -1, -1"})
  void scheduler_configuredWrong_namesTheMistake(String key, String value, String named) {
    Map<String, String> properties =
        Map.of(
            "scheduler.jobstores.default.type", "toy", "scheduler.jobstores.default." + key, value);

    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(() -> BackgroundScheduler.builder().properties(properties).build())
        .withMessageContaining("scheduler.jobstores.default." + key)
        .withMessageContaining(named);
  }
}
