package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that fails is tried again as its policy says, and no oftener. */
class RetryTests {

  private static final Duration LONG = Duration.ofDays(1);

  private final EngineFixture fixture = new EngineFixture();
  private final List<Integer> attempts = new ArrayList<>();
  private final List<Instant> starts = new ArrayList<>();

  private void fail(ExecutionContext context) {
    attempts.add(context.attempt());
    starts.add(context.startedAt());
    throw new IllegalStateException("attempt " + context.attempt());
  }

  @Test
  void failingRun_byDefault_isTriedTenTimesWithinTheBoundsAndIsDead() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::fail, DateTrigger.now());

    fixture.advance(LONG);

    assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    for (int i = 1; i < starts.size(); i++) {
      Duration delay = Duration.between(starts.get(i - 1), starts.get(i));
      assertThat(delay).isBetween(Duration.ZERO, RetryPolicy.DEFAULT.delayBound(i));
    }
    List<ExecutionEvent.Failed> failed = fixture.events(ExecutionEvent.Failed.class);
    assertThat(failed).hasSize(10);
    assertThat(failed.subList(0, 9)).extracting(event -> event.retryAfter()).doesNotContainNull();
    assertThat(failed.get(9).retryAfter()).isNull();
    assertThat(fixture.events(ExecutionEvent.Dead.class))
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.reason()).isEqualTo(ExecutionEvent.Dead.Reason.ATTEMPTS);
              assertThat(dead.run().attempt()).isEqualTo(10);
            });
    EndedExecution row = fixture.ended().get(0);
    assertThat(row.state()).isEqualTo(ExecutionState.DEAD);
    assertThat(row.error()).contains("attempt 10");
  }

  @Test
  void delays_areDrawnAnew() {
    BackgroundScheduler scheduler = fixture.started();
    for (int i = 0; i < 50; i++) {
      scheduler.addJob(this::fail, DateTrigger.now(), o -> o.retry(RetryPolicy.attempts(2)));
    }

    fixture.advance(LONG);

    assertThat(fixture.events(ExecutionEvent.Failed.class))
        .filteredOn(event -> event.retryAfter() != null)
        .extracting(event -> event.retryAfter())
        .hasSize(50)
        .satisfies(delays -> assertThat(Set.copyOf(delays)).hasSizeGreaterThan(30));
  }

  @Test
  void runThatSucceedsInTheEnd_isASuccess() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(
        context -> {
          attempts.add(context.attempt());
          if (context.attempt() < 3) {
            throw new IOException("not yet");
          }
        },
        DateTrigger.now());

    fixture.advance(LONG);

    assertThat(attempts).containsExactly(1, 2, 3);
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED);
    assertThat(fixture.events(ExecutionEvent.Dead.class)).isEmpty();
  }

  @Test
  void waitingRetry_isLiveAndCountsForTheOverlapLimit() {
    BackgroundScheduler scheduler = fixture.started();
    Duration minute = Duration.ofMinutes(1);
    scheduler.addJob(
        this::fail,
        IntervalTrigger.every(Duration.ofMillis(100)),
        o -> o.id("tick").retry(RetryPolicy.attempts(2).withDelays(minute, minute)));

    fixture.advance(Duration.ofMillis(150));
    fixture.advance(Duration.ofMillis(100));

    assertThat(attempts).containsExactly(1);
    assertThat(scheduler.liveExecutions(10)).hasSize(1);
    assertThat(fixture.missed()).hasSize(1);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            Named.of("class to abort on", RetryPolicy.DEFAULT.notOn(IllegalStateException.class))),
        Arguments.of(
            Named.of("superclass to abort on", RetryPolicy.DEFAULT.notOn(RuntimeException.class))),
        Arguments.of(
            Named.of("no class to retry on", RetryPolicy.DEFAULT.onlyOn(IOException.class))),
        Arguments.of(Named.of("no attempt left", RetryPolicy.NONE)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void failureThatThePolicyDoesNotRetry_isDeadAtOnce(RetryPolicy policy) {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::fail, DateTrigger.now(), o -> o.retry(policy));

    fixture.advance(LONG);

    assertThat(attempts).containsExactly(1);
    assertThat(fixture.events(ExecutionEvent.Dead.class)).hasSize(1);
  }

  @Test
  void failureOfASubclassToRetryOn_isTriedAgain() {
    BackgroundScheduler scheduler = fixture.started();
    RetryPolicy policy = RetryPolicy.attempts(2).onlyOn(RuntimeException.class);
    scheduler.addJob(this::fail, DateTrigger.now(), o -> o.retry(policy));

    fixture.advance(LONG);

    assertThat(attempts).containsExactly(1, 2);
  }

  @Test
  void runOfAtMostOnce_isNeverTriedAgain() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(this::fail, DateTrigger.now(), o -> o.guarantee(Guarantee.AT_MOST_ONCE));

    fixture.advance(LONG);

    assertThat(attempts).containsExactly(1);
    assertThat(fixture.ended())
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.DEAD);
  }

  static Stream<Arguments> predicates() {
    Predicate<Throwable> throwing =
        failure -> {
          throw new StackOverflowError("predicate");
        };
    return Stream.of(
        Arguments.of(Named.<Predicate<Throwable>>of("false", failure -> false), 1),
        Arguments.of(Named.<Predicate<Throwable>>of("true", failure -> true), 3),
        Arguments.of(
            Named.<Predicate<Throwable>>of("by class", UncheckedIOException.class::isInstance), 1),
        Arguments.of(Named.of("throws", throwing), 3));
  }

  @ParameterizedTest(name = "{0}: {1} attempts")
  @MethodSource("predicates")
  void predicateOfTheTask_endsTheAttemptsWhenItSaysNo(Predicate<Throwable> predicate, int tries) {
    Task<Void> task =
        Task.named("t", this::fail)
            .withDefaults(d -> d.retry(RetryPolicy.attempts(3)))
            .retryIf(predicate);
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(task, DateTrigger.now());

    fixture.advance(LONG);

    assertThat(attempts).hasSize(tries);
    assertThat(scheduler.health().isHealthy()).isTrue();
    assertThat(fixture.ended()).hasSize(1);
  }

  @Test
  void policy_ofTheJobStandsAboveThatOfTheTaskAboveThatOfTheScheduler() {
    Task<Void> task =
        Task.named("t", this::fail)
            .withDefaults(d -> d.retry(RetryPolicy.attempts(5)).timeout(Duration.ofMinutes(5)))
            .withDefaults(d -> d.priority(8));
    BackgroundScheduler scheduler =
        fixture.scheduler(
            builder ->
                builder.jobDefaults(
                    d -> d.retry(RetryPolicy.attempts(2)).priority(2).maxInstances(7)));
    Job plain = scheduler.addJob(this::fail, IntervalTrigger.every(LONG));
    Job ofTask = scheduler.addJob(task, IntervalTrigger.every(LONG));
    Job own =
        scheduler.addJob(
            task,
            IntervalTrigger.every(LONG),
            o -> o.retry(RetryPolicy.NONE).guarantee(Guarantee.AT_LEAST_ONCE_CONFIRMED));

    JobPolicy base = JobPolicy.DEFAULT.withMaxInstances(7);
    RunPolicy run = RunPolicy.DEFAULT;
    assertThat(plain.definition().policy())
        .isEqualTo(base.withPriority(2).withRun(run.withRetry(RetryPolicy.attempts(2))));
    assertThat(ofTask.definition().policy())
        .isEqualTo(
            base.withPriority(8)
                .withRun(
                    run.withRetry(RetryPolicy.attempts(5)).withTimeout(Duration.ofMinutes(5))));
    assertThat(own.definition().policy())
        .isEqualTo(
            base.withPriority(8)
                .withRun(
                    run.withRetry(RetryPolicy.NONE)
                        .withTimeout(Duration.ofMinutes(5))
                        .withGuarantee(Guarantee.AT_LEAST_ONCE_CONFIRMED)));
  }

  @Test
  void tenThousandJobs_whoseServiceIsDownForHalfAMinute_comeBackSpreadOut() {
    int jobs = 10_000;
    int[] dead = {0};
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .time(fixture.time)
            .executor("default", DirectExecutor.create())
            .listener(event -> dead[0] += event instanceof ExecutionEvent.Dead ? 1 : 0)
            .build();
    scheduler.start();
    int[] perSecond = new int[300];
    int[] succeeded = {0};
    Instant back = EngineFixture.START.plusSeconds(30);
    Task<Integer> call =
        Task.named(
            "call",
            Integer.class,
            (number, context) -> {
              Instant now = fixture.time.instant();
              perSecond[(int) Duration.between(EngineFixture.START, now).toSeconds()]++;
              if (now.isBefore(back)) {
                throw new IOException("connection refused");
              }
              succeeded[0]++;
            });
    for (int i = 0; i < jobs; i++) {
      scheduler.addJob(call, i, DateTrigger.now());
    }

    fixture.advance(Duration.ofSeconds(299));

    assertThat(succeeded[0] + dead[0]).isEqualTo(jobs);
    // One in twenty thousand draws so short delays that ten attempts take less than 30 s.
    assertThat(dead[0]).isLessThan(10);
    // The first second has the first attempts and, of each, at most a few early retries.
    assertThat(perSecond[0]).isBetween(jobs, 3 * jobs);
    for (int second = 1; second < perSecond.length; second++) {
      assertThat(perSecond[second]).as("attempts in second " + second).isLessThan(jobs);
    }
    // After ten seconds the bounds have grown to 16 s and more.
    for (int second = 10; second < perSecond.length; second++) {
      assertThat(perSecond[second]).as("attempts in second " + second).isLessThan(jobs / 5);
    }
  }
}
