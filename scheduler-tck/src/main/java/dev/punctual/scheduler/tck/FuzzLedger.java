package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What a store told its callers, kept to hold it against what the store has in the end. */
final class FuzzLedger {

  private final Map<ExecutionId, Boolean> decided = new ConcurrentHashMap<>();
  private final Set<ExecutionId> submitted = ConcurrentHashMap.newKeySet();
  private final Map<LeaseRef, Given> given = new ConcurrentHashMap<>();
  private final Set<LeaseRef> returned = ConcurrentHashMap.newKeySet();
  private final Map<ExecutionId, LeaseRef> endedBy = new ConcurrentHashMap<>();
  private final AtomicLong missed = new AtomicLong();

  void fired(FireDecision decision, FireResult result, Instant storeNow) {
    for (FireDecision.PlannedFire fire : decision.fires()) {
      ExecutionId id =
          ExecutionId.ofFire(
              decision.claim().job().id(), decision.claim().job().generation(), fire.fireTime());
      boolean skipped =
          result.skipped().stream()
              .anyMatch(
                  range ->
                      !fire.fireTime().isBefore(range.first())
                          && !fire.fireTime().isAfter(range.last()));
      assertThat(decided.put(id, skipped)).as("I2: %s is decided once", id).isNull();
    }
    decision.missed().forEach(range -> missed.addAndGet(range.count()));
    result.skipped().forEach(range -> missed.addAndGet(range.count()));
    result.claimed().forEach(run -> leased(run, storeNow));
  }

  void submitted(ExecutionId id) {
    submitted.add(id);
  }

  void leased(ExecutionRecord run, Instant storeNow) {
    assertThat(run.state()).isEqualTo(ExecutionState.CLAIMED);
    assertThat(run.dueTime()).as("I9").isBeforeOrEqualTo(storeNow);
    Given lease = new Given(storeNow, run.leaseUntil());
    assertThat(given.put(run.lease(), lease)).as("I5: %s is new", run.lease()).isNull();
  }

  /** The holder gave the lease back, or completed it with a retry. */
  void returned(LeaseRef lease) {
    assertThat(returned.add(lease)).as("I6: %s ends once", lease).isTrue();
  }

  /** The holder completed the lease for good. */
  void ended(LeaseRef lease) {
    assertThat(endedBy.put(lease.id(), lease)).as("I4: %s ends once", lease.id()).isNull();
  }

  /** Compares with the history of a store in which nothing lives any more. */
  void check(List<EndedExecution> ended, List<MissedRange> ranges) {
    Map<ExecutionId, EndedExecution> rows = new HashMap<>();
    long missedRuns = 0;
    for (EndedExecution row : ended) {
      assertThat(row.state().isTerminal()).isTrue();
      assertThat(rows.put(row.id(), row)).as("I4: %s ends once", row.id()).isNull();
      if (row.state() == ExecutionState.MISSED && !row.id().isManual()) {
        missedRuns++;
      }
    }
    Set<ExecutionId> expected = new HashSet<>(submitted);
    decided.forEach(
        (id, skipped) -> {
          if (!skipped) {
            expected.add(id);
          }
        });
    addFollowUps(rows.values(), expected, rows);
    assertThat(rows.keySet()).as("I2: executions").isEqualTo(expected);
    assertThat(ranges.stream().mapToLong(MissedRange::count).sum())
        .as("I2: missed fires")
        .isEqualTo(missed.get() + missedRuns);
    checkLeases();
  }

  /**
   * Each end that a follow-up admits is followed by one run, in whichever generation of the job.
   */
  private static void addFollowUps(
      Collection<EndedExecution> ended,
      Set<ExecutionId> expected,
      Map<ExecutionId, EndedExecution> rows) {
    Map<String, List<ExecutionId>> followers =
        rows.keySet().stream()
            .filter(id -> id.requestId() != null && id.requestId().startsWith("then-"))
            .collect(Collectors.groupingBy(id -> id.jobId() + '~' + id.requestId()));
    int found = 0;
    for (EndedExecution row : ended) {
      for (FollowUp next : FuzzNode.followUps(row.id().jobId())) {
        List<ExecutionId> runs =
            followers.getOrDefault(next.jobId() + '~' + row.id().followUpRequest(), List.of());
        boolean admitted = next.when().admits(row.state());
        assertThat(runs).as("runs after %s", row.id()).hasSize(admitted ? 1 : 0);
        expected.addAll(runs);
        found += runs.size();
      }
    }
    assertThat(followers).as("runs that follow something").hasSize(found);
    assertThat(found).isPositive();
  }

  private void checkLeases() {
    Map<ExecutionId, TreeMap<Long, LeaseRef>> byExecution = new HashMap<>();
    given
        .keySet()
        .forEach(
            lease ->
                byExecution
                    .computeIfAbsent(lease.id(), id -> new TreeMap<>())
                    .put(lease.token(), lease));
    byExecution.forEach(
        (id, leases) -> {
          LeaseRef before = null;
          for (LeaseRef lease : leases.values()) {
            if (before != null && !returned.contains(before)) {
              assertThat(given.get(lease).from)
                  .as("I1: %s after %s", lease, before)
                  .isAfterOrEqualTo(given.get(before).until);
            }
            before = lease;
          }
          if (endedBy.containsKey(id)) {
            assertThat(endedBy.get(id)).as("I6: the last lease ends it").isEqualTo(before);
          }
        });
  }

  private record Given(Instant from, Instant until) {}
}
