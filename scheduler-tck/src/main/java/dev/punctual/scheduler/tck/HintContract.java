package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.tck.Bench.LATER;
import static dev.punctual.scheduler.tck.Bench.STEP;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.nextFireTime;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.Hints.Subscription;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Early word that something became due sooner or is unwanted. Needs {@link StoreCapability#HINTS}.
 */
interface HintContract {

  @Test
  default void N1_put_hintsAtTheEarliestDueTime(Bench bench) {
    Hearing heard = Hearing.of(bench);
    Instant sooner = bench.now().plus(LATER);

    bench
        .store
        .jobs()
        .put(
            List.of(
                bench.job("later", TASK, JobPolicy.DEFAULT, sooner.plusSeconds(9)),
                bench.job("sooner", TASK, JobPolicy.DEFAULT, sooner)),
            FAIL);

    heard.assertHears(sooner);
  }

  @Test
  default void N2_resume_hintsAtTheDueTime(Bench bench) {
    bench.put(bench.job("j").withState(JobState.PAUSED, null));
    Hearing heard = Hearing.of(bench);

    bench.become("j", JobState.ACTIVE);

    heard.assertHears(Objects.requireNonNull(bench.get("j").dueTime()));
  }

  @Test
  default void N3_submit_hints(Bench bench) {
    bench.put(bench.laterJob("j", JobPolicy.DEFAULT));
    Hearing heard = Hearing.of(bench);

    bench.submit("j", "run");

    heard.assertHears(bench.live().get(0).dueTime());
  }

  @Test
  default void N4_fire_hintsAtTheNextFire(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    Hearing heard = Hearing.of(bench);

    bench.fire(bench.a, decide(claim, 1, fires(claim, 1)));

    heard.assertHears(Objects.requireNonNull(bench.get("j").dueTime()));
  }

  @Test
  default void N5_fire_hintsAtWhatItLeavesToOthers(Bench bench) {
    bench.put(bench.job("j"));
    JobClaim claim = bench.claimJob(bench.a);
    Hearing heard = Hearing.of(bench);

    bench.fire(bench.a, decide(claim, 0, fires(claim, 1)));

    heard.assertHears(nextFireTime(claim));
  }

  @Test
  default void N6_complete_hintsWhenAWaitingOneMayGo(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("j", "next");
    Hearing heard = Hearing.of(bench);

    bench.succeed(run);

    heard.assertHearsByNow();
  }

  @Test
  default void N7_complete_hintsAtARetry(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    Hearing heard = Hearing.of(bench);

    bench.complete(run.lease(), new Outcome.Failed("boom", STEP));

    heard.assertHears(bench.live(run.id()).dueTime());
  }

  @Test
  default void N8_release_hints(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    Hearing heard = Hearing.of(bench);

    bench.release(run);

    heard.assertHearsByNow();
  }

  @Test
  default void N9_cancelPauseAndRemoval_nameTheJobWhoseLeasesAreUnwanted(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    Hearing cancel = Hearing.of(bench);
    bench.store.leases().cancel(run.id());
    cancel.assertHearsRevoked("j");
    Hearing pause = Hearing.of(bench);
    bench.become("j", JobState.PAUSED);
    pause.assertHearsRevoked("j");
    Hearing removal = Hearing.of(bench);
    bench.store.jobs().remove(List.of("j"));
    removal.assertHearsRevoked("j");
  }

  @Test
  default void N10_close_endsTheHints(Bench bench) {
    Hearing closed = Hearing.of(bench);
    closed.close();
    closed.close();
    Hearing open = Hearing.of(bench);

    bench.put(bench.job("j"));

    open.assertHearsByNow();
    closed.assertHeardNothing();
  }

  @Test
  default void N11_hint_findsTheChangeInTheStore(Bench bench) {
    Hearing heard = Hearing.of(bench);

    bench.put(bench.job("j"));

    heard.assertHearsByNow();
    assertThat(bench.store.jobs().get("j")).isPresent();
  }

  @Test
  default void N12_hint_toAListenerThatFails_reachesTheOthersAndNotTheCaller(Bench bench) {
    bench.needs(StoreCapability.HINTS);
    Subscription broken =
        bench
            .store
            .hints()
            .subscribe(
                due -> {
                  throw new IllegalStateException("a listener's own fault");
                });
    Hearing heard = Hearing.of(bench);

    bench.put(bench.job("j"));

    heard.assertHearsByNow();
    broken.close();
  }

  @Test
  default void N13_complete_hintsWhenATaskLimitMayLetOthersGo(Bench bench) {
    Node one = new Node("one", Set.of(TASK)).withLimits(Map.of(TASK, new TaskLimit(9, 1)));
    bench.put(bench.laterJob("j", overlap(5, Overflow.SKIP)));
    bench.submit("j", "first");
    bench.submit("j", "second");
    ExecutionRecord first = bench.claimOne(one);
    Hearing heard = Hearing.of(bench);

    bench.succeed(first);

    heard.assertHearsByNow();
  }

  @Test
  default void N14_complete_hintsAtWhatFollows(Bench bench) {
    bench.put(bench.manualJob("b", JobPolicy.DEFAULT, Bench.payload("p")));
    ExecutionRecord run = bench.running(bench.a, bench.job("a", Jobs.followed(Jobs.then("b"))));
    Hearing heard = Hearing.of(bench);

    bench.succeed(run);

    heard.assertHearsByNow();
  }

  @Test
  default void N15_rerun_hints(Bench bench) {
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));
    bench.complete(run.lease(), new Outcome.Failed("boom", null));
    Hearing heard = Hearing.of(bench);

    bench.store.queue().rerun(run.id(), "again");

    heard.assertHearsByNow();
  }

  @Test
  default void N16_overlapThatCancels_namesTheJobWhoseLeasesAreUnwanted(Bench bench) {
    Instant twoStepsAgo = bench.now().minus(STEP.multipliedBy(2));
    JobPolicy policy = overlap(1, Overflow.CANCEL_RUNNING);
    bench.running(bench.a, bench.job("j", TASK, policy, twoStepsAgo));
    JobClaim claim = bench.claimJob(bench.b);

    Hearing fired = Hearing.of(bench);
    bench.fire(bench.b, decide(claim, 1, fires(claim, 1)));
    fired.assertHearsRevoked("j");
    Hearing submitted = Hearing.of(bench);
    bench.submit("j", "next");
    submitted.assertHearsRevoked("j");
  }

  /** One subscription and what came by it. */
  final class Hearing implements Hints.Listener, AutoCloseable {

    private final Bench bench;
    private final BlockingQueue<Instant> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> revoked = new LinkedBlockingQueue<>();
    private final Subscription subscription;

    private Hearing(Bench bench, JobStore store) {
      this.bench = bench;
      this.subscription = store.hints().subscribe(this);
    }

    static Hearing of(Bench bench) {
      bench.needs(StoreCapability.HINTS);
      return new Hearing(bench, bench.store);
    }

    /** A subscription with {@code other}, which shares the content. */
    static Hearing of(Bench bench, JobStore other) {
      bench.needs(StoreCapability.REMOTE_HINTS);
      return new Hearing(bench, other);
    }

    @Override
    public void dueAt(Instant due) {
      heard.add(due);
    }

    @Override
    public void revoked(String jobId) {
      revoked.add(jobId);
    }

    /** Asserts that {@code due} is told soon. */
    void assertHears(Instant due) {
      assertThat(hears(due::equals)).as("a hint of %s", due).isTrue();
    }

    /** Asserts that something is told soon that is due by now. */
    void assertHearsByNow() {
      Instant now = bench.now();
      assertThat(hears(due -> !due.isAfter(now))).as("a hint of something due").isTrue();
    }

    /** Asserts that leases on executions of a job are soon told to be unwanted. */
    void assertHearsRevoked(String jobId) {
      assertThat(hears(revoked, jobId::equals)).as("word of revoked leases of %s", jobId).isTrue();
    }

    void assertHeardNothing() {
      assertThat(heard).isEmpty();
      assertThat(revoked).isEmpty();
    }

    private boolean hears(Predicate<Instant> wanted) {
      return hears(heard, wanted);
    }

    private <T> boolean hears(BlockingQueue<T> told, Predicate<T> wanted) {
      @Nullable T next = bench.hear(told);
      while (next != null && !wanted.test(next)) {
        next = bench.hear(told);
      }
      return next != null;
    }

    @Override
    public void close() {
      subscription.close();
    }
  }
}
