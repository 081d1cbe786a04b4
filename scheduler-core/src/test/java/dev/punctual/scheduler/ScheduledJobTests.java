package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods that become jobs by an annotation. */
class ScheduledJobTests {

  private static final Instant START = EngineFixture.START;

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();

  private Job only(List<Job> jobs) {
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  class Ticker {
    @ScheduledJob(every = "3s")
    public void tick() {
      ran.add("tick");
    }
  }

  @Test
  void every_runsTheMethod() {
    BackgroundScheduler scheduler = fixture.started();

    Job job = only(scheduler.register(new Ticker()));

    assertThat(job.id()).isEqualTo("Ticker.tick");
    assertThat(job.name()).isEqualTo("Ticker.tick");
    assertThat(job.definition().task()).isEqualTo("Ticker.tick");
    assertThat(job.nextFireTime()).contains(START.plusSeconds(3));
    fixture.advance(Duration.ofSeconds(10));
    assertThat(ran).containsExactly("tick", "tick", "tick");
  }

  @Test
  void register_beforeTheStart_countsFromTheStart() {
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.register(new Ticker());
    fixture.advance(Duration.ofSeconds(60));

    scheduler.start();
    fixture.advance(Duration.ofMillis(2_999));
    assertThat(ran).isEmpty();
    fixture.advance(Duration.ofMillis(1));
    assertThat(ran).hasSize(1);
  }

  @SuppressWarnings("unused")
  static class Texts {
    @ScheduledJob(id = "a", every = "PT1H30M", jitter = "10s")
    void interval() {}

    @ScheduledJob(id = "b", cron = " 30 9 * * mon-fri ", zone = "Asia/Tokyo", jitter = "1m")
    void crontab() {}

    @ScheduledJob(id = "c", cron = "@daily")
    void macro() {}

    @ScheduledJob(id = "d", cron = "quartz 0 0 12 L * ?")
    void quartz() {}

    @ScheduledJob(id = "e", cron = "spring 0 0 9 * * MON dst=unix zone=Europe/Paris")
    void spring() {}

    @ScheduledJob(id = "f", cron = "apscheduler 30 9 * * 0")
    void apscheduler() {}

    @ScheduledJob(id = "g", cron = "cron day_of_week=mon-fri hour=9")
    void named() {}

    @ScheduledJob(id = "h", at = "2026-05-01T09:30:00Z")
    void instant() {}

    @ScheduledJob(id = "i", at = "2026-05-01T09:30+02:00")
    void offset() {}

    @ScheduledJob(id = "j", at = "2026-05-01T09:30")
    void local() {}

    @ScheduledJob(id = "k", at = "2026-05-01T09:30:15", zone = "Asia/Tokyo")
    void zoned() {}
  }

  @Test
  void trigger_isReadFromEveryCronOrAt() {
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.zone(ZoneId.of("Europe/Berlin")));

    List<Job> jobs = scheduler.register(new Texts());

    String berlin = " zone=Europe/Berlin dst=recommended";
    assertThat(jobs)
        .extracting(job -> job.id() + " " + job.trigger().text())
        .containsExactly(
            "a interval PT1H30M jitter=PT10S",
            "b crontab 30 9 * * mon-fri zone=Asia/Tokyo dst=recommended jitter=PT1M",
            "c crontab @daily" + berlin,
            "d quartz 0 0 12 L * ?" + berlin,
            "e spring 0 0 9 * * MON zone=Europe/Paris dst=unix",
            "f apscheduler 30 9 * * 0" + berlin,
            "g cron day_of_week=mon-fri hour=9" + berlin,
            "h date 2026-05-01T09:30:00Z",
            "i date 2026-05-01T07:30:00Z",
            "j date 2026-05-01T09:30 zone=Europe/Berlin",
            "k date 2026-05-01T09:30:15 zone=Asia/Tokyo");
  }

  @SuppressWarnings("unused")
  static class Options {
    @ScheduledJob(
        id = "all",
        every = "1h",
        name = "All that can be said",
        executor = "io",
        store = "other",
        tags = {"x", "y"},
        paused = true,
        coalesce = Coalesce.EARLIEST,
        misfireGraceTime = "30s",
        maxInstances = 4,
        overflow = Overflow.QUEUE_ONE,
        maxCatchUp = 5,
        priority = 0,
        timeout = "2m",
        retryAttempts = 4,
        retryFirstDelay = "200ms",
        retryLongestDelay = "PT1M",
        retryOn = {IOException.class, IllegalStateException.class},
        retryNotOn = FileNotFoundException.class,
        guarantee = Guarantee.AT_LEAST_ONCE_CONFIRMED)
    void all() {}

    @ScheduledJob(id = "none", every = "1h")
    void none() {}

    @ScheduledJob(id = "without-limit", every = "1h", misfireGraceTime = "none")
    void withoutLimit() {}
  }

  @Test
  void options_thatAreSaid_holdAndOthersAreTheJobDefaults() {
    BackgroundScheduler scheduler =
        fixture.scheduler(
            b ->
                b.executor("default", DirectExecutor.create())
                    .executor("io", DirectExecutor.create())
                    .jobStore("other", MemoryJobStore.create(fixture.time))
                    .jobDefaults(d -> d.maxInstances(7).misfireGraceTime(Duration.ofMinutes(1))));

    List<Job> jobs = scheduler.register(new Options());

    Job all = jobs.get(0);
    assertThat(all.name()).isEqualTo("All that can be said");
    assertThat(all.store()).isEqualTo("other");
    assertThat(all.isPaused()).isTrue();
    assertThat(all.definition().tags()).containsExactlyInAnyOrder("x", "y");
    assertThat(all.definition().policy())
        .isEqualTo(
            new JobPolicy(
                "io",
                0,
                Coalesce.EARLIEST,
                Duration.ofSeconds(30),
                4,
                Overflow.QUEUE_ONE,
                5,
                new RunPolicy(
                    new RetryPolicy(
                        4,
                        Duration.ofMillis(200),
                        Duration.ofMinutes(1),
                        Set.of("java.io.IOException", "java.lang.IllegalStateException"),
                        Set.of("java.io.FileNotFoundException")),
                    Duration.ofMinutes(2),
                    Guarantee.AT_LEAST_ONCE_CONFIRMED,
                    List.of())));
    JobPolicy defaults =
        JobPolicy.DEFAULT.withMaxInstances(7).withMisfireGraceTime(Duration.ofMinutes(1));
    assertThat(jobs.get(1).definition().policy()).isEqualTo(defaults);
    assertThat(jobs.get(1).isPaused()).isFalse();
    assertThat(jobs.get(2).definition().policy()).isEqualTo(defaults.withMisfireGraceTime(null));
  }

  @SuppressWarnings("unused")
  static class Retrying {
    @ScheduledJob(id = "attempts", every = "1h", retryAttempts = 1)
    void attempts() {}

    @ScheduledJob(id = "first", every = "1h", retryFirstDelay = "0s")
    void first() {}

    @ScheduledJob(id = "longest", every = "1h", retryLongestDelay = "1s")
    void longest() {}

    @ScheduledJob(id = "unlimited", every = "1h", timeout = " None ")
    void unlimited() {}
  }

  @Test
  void retryAndTimeout_thatAreHalfSaid_leaveTheRestAsTheDefaultsHaveIt() {
    RetryPolicy usual =
        RetryPolicy.attempts(7).withDelays(Duration.ofSeconds(2), Duration.ofMinutes(9));
    BackgroundScheduler scheduler =
        fixture.scheduler(b -> b.jobDefaults(d -> d.retry(usual).timeout(Duration.ofMinutes(3))));

    List<RunPolicy> policies =
        scheduler.register(new Retrying()).stream()
            .map(job -> job.definition().policy().run())
            .toList();

    assertThat(policies)
        .extracting(RunPolicy::retry)
        .containsExactly(
            usual.withAttempts(1),
            usual.withDelays(Duration.ZERO, Duration.ofMinutes(9)),
            usual.withDelays(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            usual);
    assertThat(policies.get(0).timeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(policies.get(3).timeout()).isNull();
  }

  @SuppressWarnings("unused")
  class Flaky {
    @ScheduledJob(
        id = "flaky",
        at = "2026-01-01T00:00:00Z",
        retryAttempts = 3,
        retryFirstDelay = "1s",
        retryNotOn = IllegalArgumentException.class)
    void work(ExecutionContext context) {
      ran.add("attempt " + context.attempt());
      throw context.attempt() == 2
          ? new IllegalArgumentException("hopeless")
          : new IllegalStateException("try again");
    }

    @ScheduledJob(id = "slow", at = "2026-01-01T00:00:00Z", timeout = "5s", retryAttempts = 1)
    CompletionStage<Void> slow() {
      return new CompletableFuture<>();
    }
  }

  @Test
  void retryAndTimeout_holdForTheRuns() {
    fixture.started().register(new Flaky());

    fixture.advance(Duration.ofMinutes(1));

    assertThat(ran).containsExactly("attempt 1", "attempt 2");
    assertThat(fixture.ended())
        .extracting(row -> row.id().jobId() + " " + row.state())
        .containsExactlyInAnyOrder("flaky DEAD", "slow DEAD");
    assertThat(fixture.events(ExecutionEvent.Failed.class))
        .filteredOn(event -> event.run().id().jobId().equals("slow"))
        .singleElement()
        .satisfies(event -> assertThat(event.error()).isInstanceOf(TimeoutException.class));
  }

  class Contextual {
    @ScheduledJob(id = "told", every = "1s")
    void run(ExecutionContext context) {
      ran.add(context.jobId() + " " + context.fireTime());
    }
  }

  @Test
  void method_withAContext_isToldAboutItsRun() {
    fixture.started().register(new Contextual());

    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("told " + START.plusSeconds(1));
  }

  @SuppressWarnings("unused")
  class Waiting {
    @ScheduledJob(every = "1s")
    CompletionStage<String> work() {
      ran.add("begun");
      return fixture.completeAfter(Duration.ofMillis(2_500)).thenApply(nothing -> "done");
    }
  }

  @Test
  void method_thatAnswersAStage_runsUntilThatCompletes() {
    fixture.started().register(new Waiting());

    fixture.advance(Duration.ofSeconds(3));

    assertThat(ran).hasSize(1);
    assertThat(fixture.ended()).isEmpty();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(fixture.ended()).hasSize(1);
    assertThat(fixture.missed()).extracting(MissedRange::count).containsExactly(1L, 1L);
  }

  @SuppressWarnings("unused")
  static final class Failing {
    private final Throwable thrown;

    Failing(Throwable thrown) {
      this.thrown = thrown;
    }

    @ScheduledJob(id = "at-once", every = "1s")
    private void atOnce() throws Throwable {
      throw thrown;
    }

    @ScheduledJob(id = "later", every = "1s")
    private CompletableFuture<Void> later() {
      return CompletableFuture.failedFuture(thrown);
    }

    @ScheduledJob(id = "null", every = "1s")
    private @Nullable CompletableFuture<Void> ended() {
      return null;
    }
  }

  static Stream<Named<Throwable>> throwables() {
    return Stream.of(
        Named.of("checked", new IOException("boom")),
        Named.of("unchecked", new IllegalStateException("boom")),
        Named.of("error", new AssertionError("boom")),
        Named.of("neither", new Throwable("boom")));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void method_thatThrows_failsWithThatVeryThrowable(Throwable thrown) {
    fixture.started().register(new Failing(thrown));

    fixture.advance(Duration.ofSeconds(1));

    assertThat(fixture.events(ExecutionEvent.Failed.class))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.error()).isSameAs(thrown));
    assertThat(fixture.ended())
        .filteredOn(row -> row.state() == ExecutionState.SUCCEEDED)
        .extracting(row -> row.id().jobId())
        .containsExactly("null");
  }

  class Twice {
    @ScheduledJob(id = "often", every = "1s")
    @ScheduledJob(id = "seldom", every = "2s")
    void run(ExecutionContext context) {
      ran.add(context.jobId());
    }
  }

  @Test
  void annotation_givenTwice_makesTwoJobs() {
    BackgroundScheduler scheduler = fixture.started();

    assertThat(scheduler.register(new Twice()))
        .extracting(Job::id)
        .containsExactly("often", "seldom");
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactlyInAnyOrder("often", "often", "seldom");
  }

  @Test
  void sameObject_registeredAgain_hasItsJobsOnce() {
    BackgroundScheduler scheduler = fixture.started();
    Ticker ticker = new Ticker();
    scheduler.register(ticker);
    fixture.advance(Duration.ofSeconds(1));

    Job again = only(scheduler.register(ticker));

    assertThat(again.nextFireTime()).contains(START.plusSeconds(3));
    assertThat(fixture.events(JobEvent.Added.class)).hasSize(1);
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).hasSize(1);
  }

  @Test
  void removedJob_registeredAgain_isBack() {
    BackgroundScheduler scheduler = fixture.started();
    Ticker ticker = new Ticker();
    only(scheduler.register(ticker)).remove();
    fixture.advance(Duration.ofSeconds(4));

    scheduler.register(ticker);
    fixture.advance(Duration.ofSeconds(3));

    assertThat(ran).hasSize(1);
  }

  @Test
  void anotherObject_ofTheSameIds_isRefusedAndTheFirstGoesOn() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.register(new Ticker());

    assertThatThrownBy(() -> scheduler.register(new Ticker()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Ticker.tick()")
        .hasMessageContaining("another object");
    fixture.advance(Duration.ofSeconds(3));
    assertThat(ran).hasSize(1);
  }

  @SuppressWarnings("unused")
  class Deadline {
    @ScheduledJob(id = "late", at = "2026-01-01T00:00:00Z")
    void late() {
      ran.add("late");
    }

    @ScheduledJob(id = "limited", at = "2026-01-01T00:00:00Z", misfireGraceTime = "1h")
    void limited() {
      ran.add("limited");
    }
  }

  @Test
  void at_thatHasPassed_runsOnceLateUnlessALimitForbids() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.register(new Deadline());

    fixture.advance(Duration.ofSeconds(5));

    assertThat(ran).containsExactly("late");
    assertThat(scheduler.getJobs()).isEmpty();
    assertThat(fixture.missed()).extracting(MissedRange::jobId).containsExactly("limited");
  }

  @SuppressWarnings("unused")
  static class Policies {
    @ScheduledJob(id = "kept", every = "5m", onConflict = ConflictPolicy.KEEP)
    void kept() {}
  }

  @Test
  void onConflict_isThePolicyOfTheAddition() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        () -> ran.add("old"), IntervalTrigger.every(Duration.ofHours(1)), o -> o.id("kept"));

    assertThat(only(scheduler.register(new Policies())).trigger().text())
        .isEqualTo("interval PT1H");
  }

  interface Sweeping {
    @ScheduledJob(every = "1s")
    void sweep();
  }

  @Test
  void proxy_isCalledAsAnyObject() {
    Object proxy =
        Proxy.newProxyInstance(
            Sweeping.class.getClassLoader(),
            new Class<?>[] {Sweeping.class},
            (self, method, arguments) -> {
              ran.add(method.getName());
              return null;
            });
    BackgroundScheduler scheduler = fixture.started();

    assertThat(only(scheduler.register(proxy)).id()).isEqualTo("Sweeping.sweep");
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("sweep");
  }
}
