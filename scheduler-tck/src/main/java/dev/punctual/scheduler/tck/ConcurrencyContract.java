package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.ExecutionState.BLOCKED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.HELD;
import static dev.punctual.scheduler.store.ExecutionState.SCHEDULED;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.ALREADY_DONE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.TaskLimit;
import dev.punctual.scheduler.store.UpdateResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything at once: each operation is one atomic step. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
interface ConcurrencyContract {

  int ROUNDS = 30;

  @Test
  default void X1_put_ofOneIdAtOnce_createsOne(Bench bench) {
    for (int round = 0; round < ROUNDS; round++) {
      String id = "j" + round;
      List<PutResult> results = Crowd.ask(i -> bench.put(bench.job(id), FAIL));

      assertThat(results)
          .filteredOn(result -> result.status() == PutResult.Status.CREATED)
          .hasSize(1);
      assertThat(results).extracting(PutResult::stored).containsOnly(bench.get(id));
    }
  }

  @Test
  default void X2_update_ofOneVersionAtOnce_takesOne(Bench bench) {
    bench.put(bench.job("j"));
    for (int round = 0; round < ROUNDS; round++) {
      JobRecord seen = bench.get("j");

      List<UpdateResult> results =
          Crowd.ask(
              i -> bench.store.jobs().update(new JobChange(withTags(seen, "t" + i), List.of())));

      assertThat(results)
          .filteredOn(result -> result.status() == UpdateResult.Status.UPDATED)
          .extracting(UpdateResult::stored)
          .containsExactly(bench.get("j"));
    }
  }

  @Test
  default void X3_fire_ofOneClaimAtOnce_isAppliedOnce(Bench bench) {
    for (int round = 0; round < ROUNDS; round++) {
      bench.put(bench.job("j" + round));
      JobClaim claim = bench.claimJob(bench.a);
      FireDecision decision = decideUntil(claim, 1, null, fires(claim, 1));

      List<FireResult> results = Crowd.ask(i -> bench.fire(bench.a, decision));

      assertThat(results).filteredOn(FireResult::applied).hasSize(1);
      assertThat(bench.liveStates("j" + round)).containsExactly(CLAIMED);
    }
  }

  @Test
  default void X4_submit_ofOneRequestAtOnce_isOneRun(Bench bench) {
    bench.put(bench.job("j", overlap(1_000, Overflow.SKIP)));
    for (int round = 0; round < ROUNDS; round++) {
      String request = "r" + round;

      List<SubmitResult> results = Crowd.ask(i -> bench.submit("j", request));

      assertThat(results).containsOnly(results.get(0));
      assertThat(bench.live()).hasSize(round + 1);
    }
  }

  @Test
  default void X5_submit_beyondTheLimitAtOnce_letsInAsManyAsHaveRoom(Bench bench) {
    for (int round = 0; round < ROUNDS; round++) {
      String id = "j" + round;
      bench.put(bench.job(id, overlap(3, Overflow.SKIP)));

      List<SubmitResult> results = Crowd.ask(i -> bench.submit(id, "r" + i));

      assertThat(results)
          .filteredOn(result -> result.status() == SubmitResult.Status.SUBMITTED)
          .hasSize(3);
      assertThat(bench.liveStates(id)).hasSize(3);
    }
  }

  @Test
  default void X6_complete_ofOneLeaseAtOnce_takesEffectOnce(Bench bench) {
    for (int round = 0; round < ROUNDS; round++) {
      ExecutionRecord run =
          bench.running(bench.a, bench.job("j" + round, overlap(1, Overflow.QUEUE_ALL)));
      bench.submit("j" + round, "one");
      bench.submit("j" + round, "two");

      List<CompleteStatus> answers = Crowd.ask(i -> bench.succeed(run));

      assertThat(answers).containsOnly(DONE, ALREADY_DONE);
      assertThat(answers).filteredOn(DONE::equals).hasSize(1);
      assertThat(bench.liveStates("j" + round)).containsExactlyInAnyOrder(SCHEDULED, BLOCKED);
      bench.store.jobs().remove(List.of("j" + round));
    }
  }

  @Test
  default void X13_complete_ofOneLeaseAtOnce_submitsWhatFollowsOnce(Bench bench) {
    bench.put(bench.manualJob("next", overlap(10_000, Overflow.SKIP), Bench.payload("its own")));
    for (int round = 0; round < ROUNDS; round++) {
      ExecutionRecord run =
          bench.running(bench.a, bench.job("j" + round, Jobs.followed(Jobs.then("next"))));

      Crowd.ask(i -> bench.succeed(run));

      assertThat(bench.live()).hasSize(round + 1);
      bench.store.jobs().remove(List.of("j" + round));
    }
  }

  @Test
  default void X14_claimDue_byAllAtOnce_neverExceedsALimitOfTheTask(Bench bench) {
    bench.put(bench.job("j", overlap(10_000, Overflow.SKIP)));
    bench.fireUnclaimed(bench.a, 300);
    AtomicInteger running = new AtomicInteger();

    List<Integer> most =
        Crowd.ask(
            i -> {
              Node node =
                  new Node("n" + i, Set.of(TASK)).withLimits(Map.of(TASK, new TaskLimit(2, 5)));
              int seen = 0;
              for (int round = 0; round < ROUNDS; round++) {
                List<ExecutionRecord> claimed = bench.claimDue(node).claimed();
                seen = Math.max(seen, running.addAndGet(claimed.size()));
                for (ExecutionRecord run : claimed) {
                  running.decrementAndGet(); // before its slot may go to another
                  bench.succeed(run);
                }
              }
              return seen;
            });

    assertThat(most).allMatch(count -> count <= 5);
    assertThat(bench.ended()).isNotEmpty();
  }

  @Test
  default void X7_claimDue_byAllAtOnce_neverLeasesTwice(Bench bench) {
    bench.put(bench.job("j", overlap(10_000, Overflow.SKIP)));
    bench.fireUnclaimed(bench.a, 1_000);
    List<QueueRoom> room = List.of(new QueueRoom("default", 7));
    List<LeaseRef> leased = Collections.synchronizedList(new ArrayList<>());

    Crowd.ask(
        i -> {
          Node node = new Node("n" + i, Set.of(TASK));
          List<ExecutionRecord> claimed = bench.claimDue(node, room).claimed();
          while (!claimed.isEmpty()) {
            claimed.forEach(run -> leased.add(run.lease()));
            claimed = bench.claimDue(node, room).claimed();
          }
          return leased.size();
        });

    assertThat(leased).extracting(LeaseRef::id).doesNotHaveDuplicates();
    assertThat(
            leased.size()
                + bench
                    .claimDue(bench.a, List.of(new QueueRoom("default", 1_000)))
                    .claimed()
                    .size())
        .isEqualTo(1_000);
  }

  @Test
  default void X8_claimJobs_byAllAtOnce_neverClaimsTwice(Bench bench) {
    List<JobRecord> jobs = IntStream.range(0, 400).mapToObj(i -> bench.job("j" + i)).toList();
    bench.store.jobs().put(jobs, FAIL);
    List<QueueRoom> room = List.of(new QueueRoom("default", 7));
    List<String> claimed = Collections.synchronizedList(new ArrayList<>());

    Crowd.ask(
        i -> {
          Node node = new Node("n" + i, Set.of(TASK));
          List<JobClaim> claims = bench.claimJobs(node, room).claims();
          while (!claims.isEmpty()) {
            claims.forEach(claim -> claimed.add(claim.job().id()));
            claims = bench.claimJobs(node, room).claims();
          }
          return claimed.size();
        });

    assertThat(claimed).doesNotHaveDuplicates();
    assertThat(
            claimed.size()
                + bench
                    .claimJobs(bench.a, List.of(new QueueRoom("default", 1_000)))
                    .claims()
                    .size())
        .isEqualTo(400);
  }

  @Test
  default void X9_completeWhileAnotherComesToWait_leavesNoneBehind(Bench bench) {
    for (int round = 0; round < ROUNDS * 3; round++) {
      String id = "j" + round;
      ExecutionRecord run = bench.running(bench.a, bench.job(id, overlap(1, Overflow.QUEUE_ONE)));

      Crowd.runTogether(List.of(() -> bench.succeed(run), () -> bench.submit(id, "next")));

      assertThat(bench.liveStates(id)).containsExactly(SCHEDULED);
      bench.store.jobs().remove(List.of(id));
    }
  }

  @Test
  default void X10_pauseWhileAllClaim_isFollowedByNoLease(Bench bench) {
    for (int round = 0; round < ROUNDS; round++) {
      String id = "j" + round;
      bench.put(bench.job(id, overlap(1_000, Overflow.SKIP)));
      bench.fireUnclaimed(bench.a, 50);
      AtomicBoolean paused = new AtomicBoolean();
      List<QueueRoom> one = List.of(new QueueRoom("default", 1));

      Crowd.ask(
          i -> {
            if (i == 0) {
              bench.become(id, JobState.PAUSED);
              paused.set(true);
              return 0;
            }
            for (int n = 0; n < 4; n++) {
              boolean before = paused.get();
              int leased = bench.claimDue(new Node("n" + i, Set.of(TASK)), one).claimed().size();
              assertThat(before && leased > 0).as("leased after the pause was answered").isFalse();
            }
            return 0;
          });

      assertThat(bench.liveStates(id)).hasSize(50).isSubsetOf(CLAIMED, HELD);
      bench.store.jobs().remove(List.of(id));
    }
  }

  @Test
  default void X11_pages_readWhileOthersAddAndRemove_showEachStayingJobOnce(Bench bench) {
    List<JobRecord> staying =
        IntStream.range(0, 500).mapToObj(i -> bench.job("stays-" + i * 7919 % 500)).toList();
    bench.store.jobs().put(staying, FAIL);
    AtomicBoolean done = new AtomicBoolean();
    List<Runnable> actors = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String prefix = "stays-" + i;
      actors.add(
          () -> {
            for (int n = 0; !done.get(); n = (n + 1) % 500) {
              bench.put(bench.job(prefix + "-passes-" + n));
              bench.store.jobs().remove(List.of(prefix + "-passes-" + n));
            }
          });
    }
    actors.add(
        () -> {
          try {
            for (int round = 0; round < 10; round++) {
              assertPagesShow(bench, staying);
            }
          } finally {
            done.set(true);
          }
        });

    Crowd.runTogether(actors);
  }

  @Test
  default void X12_eightNodesThatDoEverything_keepTheInvariants(Bench bench) {
    bench.needs(StoreCapability.MOVABLE_CLOCK);
    Seeds.showing(() -> Fuzz.run(bench, 1_500 * Seeds.EFFORT));
  }

  private static void assertPagesShow(Bench bench, List<JobRecord> staying) {
    List<String> seen =
        Pages.readAll(37, cursor -> bench.store.jobs().page(JobFilter.ALL, cursor, 37)).stream()
            .map(JobRecord::id)
            .toList();
    assertThat(seen).isSorted().doesNotHaveDuplicates();
    assertThat(new HashSet<>(seen)).containsAll(staying.stream().map(JobRecord::id).toList());
  }
}
