package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ExecutionState.CANCELLED;
import static dev.punctual.scheduler.store.ExecutionState.CLAIMED;
import static dev.punctual.scheduler.store.ExecutionState.DEAD;
import static dev.punctual.scheduler.store.ExecutionState.SUCCEEDED;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looking executions up by id, and asking the history for some of its rows. */
interface LookContract {

  @Test
  default void H14_look_answersEachIdInOrder(Bench bench) {
    ExecutionRecord ended = bench.running(bench.a, bench.job("ended"));
    bench.complete(ended.lease(), new Outcome.Succeeded(Bench.payload("42"), "a note"));
    ExecutionRecord live = bench.running(bench.a, bench.job("live"));
    ExecutionId never = ExecutionId.ofRequest("never", 1, "r");

    List<Standing> answers =
        bench.store.history().look(List.of(live.id(), never, ended.id(), live.id()));

    EndedExecution line = bench.ended().get(0);
    assertThat(line.result()).isEqualTo(Bench.payload("42"));
    assertThat(line.error()).isEqualTo("a note");
    assertThat(answers)
        .containsExactly(
            new Standing(live.id(), CLAIMED, null),
            new Standing(never, null, null),
            new Standing(ended.id(), SUCCEEDED, line),
            new Standing(live.id(), CLAIMED, null));
    assertThat(bench.store.history().find(ended.id())).contains(line);
    assertThat(bench.store.history().find(live.id())).isEmpty();
    assertThat(bench.store.history().look(List.of())).isEmpty();
  }

  @Test
  default void H15_look_ofManyIds_answersUpToAThousand(Bench bench) {
    ExecutionId id = ExecutionId.ofRequest("j", 1, "r");
    List<ExecutionId> most = Collections.nCopies(1_000, id);
    List<ExecutionId> tooMany = Collections.nCopies(1_001, id);

    assertThat(bench.store.history().look(most)).hasSize(1_000);
    assertThatIllegalArgumentException().isThrownBy(() -> bench.store.history().look(tooMany));
  }

  @Test
  default void H16_look_tellsTheStatesOfLive(Bench bench) {
    bench.running(bench.a, bench.job("claimed", overlap(1, Overflow.QUEUE_ONE)));
    bench.submit("claimed", "blocked");
    bench.put(bench.manualJob("waits", JobPolicy.DEFAULT, Bench.payload("p")));
    bench.submit("waits", "run");

    for (ExecutionRecord run : bench.live()) {
      assertThat(bench.store.history().look(List.of(run.id())))
          .containsExactly(new Standing(run.id(), run.state(), null));
    }
  }

  @Test
  default void H17_look_findsAllThatIsKeptAndNothingThatIsForgotten(Bench bench) {
    bench.put(bench.laterJob("j", overlap(100, Overflow.SKIP)));
    List<ExecutionId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ExecutionId id = Objects.requireNonNull(bench.submit("j", "r" + i).id());
      bench.store.leases().cancel(id);
      ids.add(id);
    }
    assertThat(bench.store.history().look(ids)).extracting(Standing::state).containsOnly(CANCELLED);

    bench.store.history().purge(Duration.ofDays(1), 10, 1_000);

    assertThat(ids)
        .filteredOn(id -> bench.store.history().find(id).isPresent())
        .isEqualTo(ids.subList(40, 50));
    assertThat(bench.store.history().look(ids.subList(0, 1)))
        .containsExactly(new Standing(ids.get(0), null, null));
  }

  @Test
  default void H18_ended_filteredByEachPart_showsWhatTheFilterAdmits(Bench bench) {
    Instant now = bench.now();
    for (int i = 0; i < 24; i++) {
      String task = i % 3 == 0 ? "fax" : TASK;
      end(bench, "j" + i % 4, task, i % 2 == 0 ? "red" : "blue", now.minusSeconds(i), i % 5 == 0);
    }
    List<EndedExecution> all = bench.ended();

    List<HistoryFilter> filters =
        List.of(
            HistoryFilter.ofJob("j1"),
            filter(null, "fax", Set.of(), null, null, null),
            HistoryFilter.ofStates(DEAD),
            HistoryFilter.ofStates(DEAD, SUCCEEDED),
            HistoryFilter.ofStates(CANCELLED),
            filter(null, null, Set.of(), "red", null, null),
            filter(null, null, Set.of(), null, now.minusSeconds(10), null),
            filter(null, null, Set.of(), null, null, now.minusSeconds(10)),
            filter("j2", TASK, Set.of(SUCCEEDED), "red", now.minusSeconds(20), now));
    for (HistoryFilter filter : filters) {
      for (int limit : new int[] {1, 5, 1_000}) {
        assertThat(
                Pages.readAll(limit, cursor -> bench.store.history().ended(filter, cursor, limit)))
            .as("%s, %s at a time", filter, limit)
            .isEqualTo(all.stream().filter(filter::admits).toList());
      }
    }
  }

  @Test
  default void H19_missed_filteredByEachPart_showsWhatTheFilterAdmits(Bench bench) {
    JobRecord job = bench.put(bench.job("j"));
    Instant now = bench.now();
    for (int i = 0; i < 24; i++) {
      Instant first = now.minusSeconds(60L - i);
      MissedRange range =
          new MissedRange(
              "j" + i % 4,
              job.generation(),
              first,
              first.plusSeconds(i % 3),
              2,
              Reason.values()[i % 3]);
      bench.store.jobs().update(new JobChange(bench.get("j"), List.of(range)));
    }
    List<MissedRange> all = bench.missed();

    List<MissedFilter> filters =
        List.of(
            MissedFilter.ofJob("j1"),
            new MissedFilter(null, Reason.values()[1], null, null),
            new MissedFilter(null, null, now.minusSeconds(50), null),
            new MissedFilter(null, null, null, now.minusSeconds(50)),
            new MissedFilter("j2", Reason.values()[2], now.minusSeconds(55), now));
    for (MissedFilter filter : filters) {
      for (int limit : new int[] {1, 5, 1_000}) {
        assertThat(
                Pages.readAll(limit, cursor -> bench.store.history().missed(filter, cursor, limit)))
            .as("%s, %s at a time", filter, limit)
            .isEqualTo(all.stream().filter(filter::admits).toList());
      }
    }
  }

  @Test
  default void H20_ended_keepsTheTagsOfTheTimeAndThePolicyOfFailures(Bench bench) {
    JobPolicy policy = overlap(2, Overflow.SKIP).withPriority(7);
    bench.put(withTags(bench.job("j", policy), "old"));
    ExecutionRecord run = bench.fireOnce(bench.a);
    bench.submit("j", "other");
    ExecutionRecord other = bench.claimOne(bench.a);
    bench.update(Jobs.withTags(Jobs.withPolicy(bench.get("j"), JobPolicy.DEFAULT), "new"));

    bench.complete(run.lease(), new Outcome.Failed("boom", null));
    bench.succeed(other);

    EndedExecution failed = bench.ended().get(1);
    assertThat(failed.policy()).isEqualTo(policy);
    assertThat(failed.tags()).containsExactly("old");
    EndedExecution succeeded = bench.ended().get(0);
    assertThat(succeeded.policy()).isNull();
    assertThat(succeeded.tags()).containsExactly("old");
  }

  /** Adds a job, runs it once and removes it; it ends at a time of the node's clock. */
  private static void end(
      Bench bench, String id, String task, String tag, Instant finished, boolean fails) {
    Node node = new Node("node", Set.of(task));
    JobRecord job = bench.job(id, task, JobPolicy.DEFAULT, bench.now().minusSeconds(1));
    ExecutionRecord run = bench.running(node, withTags(job, tag));
    bench.store.jobs().remove(List.of(id));
    Outcome outcome = fails ? new Outcome.Failed("boom", null) : Outcome.SUCCEEDED;
    Completion completion = new Completion(run.lease(), outcome, finished, finished);
    bench.store.leases().complete("node", List.of(completion));
  }

  private static HistoryFilter filter(
      @Nullable String job,
      @Nullable String task,
      Set<ExecutionState> states,
      @Nullable String tag,
      @Nullable Instant from,
      @Nullable Instant until) {
    return new HistoryFilter(job, task, states, tag, from, until);
  }
}
