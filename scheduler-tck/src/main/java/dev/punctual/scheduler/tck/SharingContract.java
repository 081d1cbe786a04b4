package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.ALREADY_DONE;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints.Subscription;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What outlives a store object, and what two of them see of each other. */
interface SharingContract {

  @Test
  default void D1_reopened_hasAllThatWasAcknowledged(Bench bench) {
    bench.needs(StoreCapability.DURABLE);
    ExecutionRecord run = bench.running(bench.a, bench.job("j", overlap(3, Overflow.SKIP)));
    bench.submit("j", "waiting");
    bench.succeed(bench.claimOne(bench.b));
    bench.store.jobs().update(new JobChange(bench.get("j"), List.of(range(bench.get("j")))));
    JobRecord job = bench.get("j");
    List<ExecutionRecord> live = bench.live();
    List<EndedExecution> ended = bench.ended();
    List<MissedRange> missed = bench.missed();

    JobStore again = bench.reopen();

    assertThat(again.jobs().get("j")).contains(job);
    assertThat(again.history().live(null, null, 10).items()).isEqualTo(live);
    assertThat(again.history().ended(HistoryFilter.ALL, null, 10).items()).isEqualTo(ended);
    assertThat(again.history().missed(MissedFilter.ALL, null, 10).items()).isEqualTo(missed);
    assertThat(again.leases().claimsOf(bench.a.owner())).containsExactly(run.lease());
  }

  @Test
  default void D2_reopened_knowsWhatWasAskedBefore(Bench bench) {
    bench.needs(StoreCapability.DURABLE);
    JobRecord given = bench.job("j");
    bench.put(given);
    ExecutionRecord run = bench.fireOnce(bench.a);
    SubmitResult submitted = bench.submit("j", "run");
    bench.succeed(run);

    JobStore again = bench.reopen();

    assertThat(again.jobs().put(List.of(given), FAIL).get(0).status())
        .isEqualTo(PutResult.Status.CREATED);
    assertThat(again.queue().submit("j", "run")).isEqualTo(submitted);
    Completion completion = new Completion(run.lease(), Outcome.SUCCEEDED, null, run.created());
    assertThat(again.leases().complete("n", List.of(completion))).containsExactly(ALREADY_DONE);
  }

  @Test
  default void D3_another_seesEveryStepAtOnce(Bench bench) {
    bench.needs(StoreCapability.SHARED);
    JobStore other = bench.another();
    JobRecord job = bench.put(bench.job("j"));

    assertThat(other.jobs().get("j")).contains(job);
    ExecutionRecord run = bench.fireOnce(bench.a);
    assertThat(other.history().live("j", null, 10).items()).containsExactly(run);
    assertThat(other.leases().cancel(run.id())).isEqualTo(CancelStatus.REQUESTED);
    assertThat(bench.live(run.id()).cancelRequested()).isTrue();
    assertThat(other.jobs().remove(List.of("j"))).containsExactly(true);
    assertThat(bench.store.jobs().get("j")).isEmpty();
  }

  @Test
  default void D4_another_neverGetsTheSameWork(Bench bench) {
    bench.needs(StoreCapability.SHARED);
    JobStore other = bench.another();
    bench.put(bench.job("j", overlap(100, Overflow.SKIP)));
    bench.fireUnclaimed(bench.a, 40);
    List<QueueRoom> room = List.of(new QueueRoom("default", 3));
    List<ExecutionId> leased = new ArrayList<>();

    for (int i = 0; i < 20; i++) {
      bench.claimDue(bench.a, room).claimed().forEach(run -> leased.add(run.id()));
      other
          .queue()
          .claimDue("o" + i, bench.b, room, LEASE, Duration.ZERO)
          .claimed()
          .forEach(run -> leased.add(run.id()));
    }

    assertThat(leased).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  default void D5_another_isToldOfNewWork(Bench bench) {
    bench.needs(StoreCapability.SHARED);
    bench.needs(StoreCapability.REMOTE_HINTS);
    BlockingQueue<Instant> heard = new LinkedBlockingQueue<>();
    Subscription subscription = bench.another().hints().subscribe(heard::add);

    bench.put(bench.job("j"));

    assertThat(bench.hear(heard)).as("a hint in another store object").isNotNull();
    subscription.close();
  }

  @Test
  default void D6_reopened_hasWhatFollowsAndRunsFailuresAgain(Bench bench) {
    bench.needs(StoreCapability.DURABLE);
    bench.put(bench.manualJob("b", JobPolicy.DEFAULT, Bench.payload("own")));
    ExecutionRecord run =
        bench.running(bench.a, bench.job("a", Jobs.followed(Jobs.otherwise("b"))));
    bench.complete(run.lease(), new Outcome.Failed("boom", null));
    ExecutionRecord next = bench.only("b");

    JobStore again = bench.reopen();

    assertThat(again.history().live("b", null, 10).items()).containsExactly(next);
    assertThat(again.history().find(run.id()).orElseThrow().policy()).isEqualTo(run.policy());
    assertThat(again.queue().rerun(run.id(), "again").status())
        .isEqualTo(SubmitResult.Status.SUBMITTED);
  }

  @Test
  default void D7_another_isToldOfUnwantedLeases(Bench bench) {
    bench.needs(StoreCapability.SHARED);
    bench.needs(StoreCapability.REMOTE_HINTS);
    ExecutionRecord run = bench.running(bench.a, bench.job("j"));

    HintContract.Hearing cancel = HintContract.Hearing.of(bench, bench.another());
    bench.store.leases().cancel(run.id());
    cancel.assertHearsRevoked("j");
    HintContract.Hearing pause = HintContract.Hearing.of(bench, bench.another());
    bench.become("j", JobState.PAUSED);
    pause.assertHearsRevoked("j");
    HintContract.Hearing removal = HintContract.Hearing.of(bench, bench.another());
    bench.store.jobs().remove(List.of("j"));
    removal.assertHearsRevoked("j");
  }

  private static MissedRange range(JobRecord job) {
    Instant fire = Objects.requireNonNull(job.lastFireTime());
    return new MissedRange(job.id(), job.generation(), fire, fire, 1, Reason.PAUSED);
  }
}
