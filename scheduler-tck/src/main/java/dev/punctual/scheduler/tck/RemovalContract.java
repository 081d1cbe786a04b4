package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPayload;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading and removing jobs. */
interface RemovalContract {

  @Test
  default void R20_get_ofAnUnknownId_isEmpty(Bench bench) {
    assertThat(bench.store.jobs().get("nobody")).isEmpty();
  }

  @Test
  default void R21_get_tellsIdsApartThatLookAlike(Bench bench) {
    List<String> ids = List.of("job", "JOB", "Job ", "jöb", "jo\u0308b", "job%", "job_", "j*b");
    ids.stream().map(String::strip).map(bench::job).forEach(bench::put);

    for (String id : ids) {
      assertThat(bench.get(id.strip()).id()).isEqualTo(id.strip());
    }
    assertThat(bench.store.jobs().get("j_b")).isEmpty();
    assertThat(bench.store.jobs().remove(List.of("JOB", "job%"))).containsExactly(true, true);
    assertThat(bench.store.jobs().page(JobFilter.ALL, null, 100).items()).hasSize(6);
  }

  @Test
  default void R22_put_ofHostileText_isKeptAsText(Bench bench) {
    for (String text :
        List.of(
            "'; DROP TABLE job; --",
            "\" OR 1=1",
            "{\"$gt\": \"\"}",
            "{tag}:*?[a-z]",
            "redis.call('FLUSHALL')",
            "<script>alert(1)</script>",
            "${jndi:ldap://x}",
            "\\u0000\\",
            "日本 \uD83D\uDE00")) {
      JobRecord job = withTags(bench.job(text), text);
      JobRecord given = withPayload(job, Bench.payload(text)).withState(JobState.ACTIVE, text);
      given = given.withDefinition(text, given.trigger(), given.policy(), Set.of(text));
      bench.put(given);

      JobRecord stored = bench.get(text);
      assertThat(stored.name()).isEqualTo(text);
      assertThat(stored.tags()).containsExactly(text);
      assertThat(stored.problem()).isEqualTo(text);
      assertThat(stored.payload()).isEqualTo(Bench.payload(text));
      assertThat(bench.submit(text, "run").status()).isEqualTo(SubmitResult.Status.SUBMITTED);
      assertThat(bench.store.history().live(text, null, 10).items()).hasSize(1);
      assertThat(bench.store.jobs().remove(List.of(text))).containsExactly(true);
    }
  }

  @Test
  default void R23_remove_answersPerId(Bench bench) {
    bench.put(bench.job("j"));

    assertThat(bench.store.jobs().remove(List.of("nobody", "j", "j")))
        .containsExactly(false, true, false);
    assertThat(bench.store.jobs().get("j")).isEmpty();
    assertThat(bench.claimJobs(bench.a)).isEmpty();
    assertThat(bench.store.jobs().remove(List.of())).isEmpty();
  }

  @Test
  default void R24_remove_cancelsWaitingExecutions(Bench bench) {
    JobPolicy policy = overlap(2, Overflow.QUEUE_ALL);
    ExecutionRecord running = bench.running(bench.a, bench.job("j", policy));
    bench.submit("j", "scheduled");
    bench.submit("j", "blocked");

    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.live()).extracting(ExecutionRecord::id).containsExactly(running.id());
    assertThat(bench.endedStates()).containsExactly(CANCELLED, CANCELLED);
    assertThat(bench.claimDue(bench.b).claimed()).isEmpty();
  }

  @Test
  default void R25_remove_cancelsHeldExecutions(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "one");
    bench.become("j", JobState.PAUSED);

    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(CANCELLED);
  }

  @Test
  default void R26_remove_letsClaimedExecutionsEnd(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j"));

    bench.store.jobs().remove(List.of("j"));

    assertThat(bench.live(running.id()).cancelRequested()).isFalse();
    assertThat(bench.succeed(running)).isEqualTo(DONE);
    assertThat(bench.endedStates()).containsExactly(SUCCEEDED);
  }

  @Test
  default void R27_remove_ofARunningJob_leavesNothingToRetry(Bench bench) {
    ExecutionRecord running = bench.running(bench.a, bench.job("j"));
    bench.store.jobs().remove(List.of("j"));

    bench.complete(running.lease(), new Outcome.Failed("boom", Duration.ofSeconds(1)));

    assertThat(bench.live()).isEmpty();
    assertThat(bench.endedStates()).containsExactly(DEAD);
    assertThat(bench.ended().get(0).error()).isEqualTo("boom");
  }

  @Test
  default void R28_remove_endsTheClaimOnTheJob(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    bench.store.jobs().remove(List.of("j"));
    bench.put(bench.job("j"));

    assertThat(bench.fire(bench.a, decide(claim, 1, fires(claim, 1))).applied()).isFalse();
    assertThat(bench.live()).isEmpty();
  }

  @Test
  default void R29_store_neverAsksATrigger(Bench bench) {
    bench.needs(StoreCapability.LIVE_OBJECTS);
    Trigger silent =
        new Trigger() {
          @Override
          public Instant next(@Nullable Instant previous, Instant now) {
            throw new AssertionError("a store asked a trigger for its next fire");
          }

          @Override
          public String text() {
            return "silent trigger";
          }
        };
    JobRecord job = bench.job("j");
    bench.put(job.withDefinition("j", silent, job.policy(), Set.of()));
    JobClaim claim = bench.claimJob(bench.a);

    assertThat(bench.fire(bench.a, decide(claim, 1, fires(claim, 1))).applied()).isTrue();
    bench.become("j", JobState.PAUSED);
    assertThat(bench.become("j", JobState.ACTIVE).trigger()).isSameAs(silent);
  }
}
