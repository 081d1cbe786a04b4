package dev.punctual.scheduler.tck.simulator;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Judges that no more of a task is leased in the cluster than its limit. */
final class LimitRules {

  private final Findings findings;
  private final Map<String, Integer> limits;
  private final Map<String, Set<RunModel>> leased = new HashMap<>();

  /**
   * Rules of limits.
   *
   * @param limits how many of a task may be leased; a task that is missing has no limit
   */
  LimitRules(Findings findings, Map<String, Integer> limits) {
    this.findings = findings;
    this.limits = limits;
  }

  void granted(RunModel run, String task, Instant storeNow) {
    Integer limit = limits.get(task);
    if (limit == null) {
      return;
    }
    leased.computeIfAbsent(task, first -> new HashSet<>()).add(run);
    long count = count(task, storeNow);
    findings.require(
        count <= limit,
        Invariant.TASK_LIMIT,
        run.id.jobId(),
        () -> "%d leases of %s at once, and the limit is %d".formatted(count, task, limit));
  }

  void unleased(RunModel run) {
    leased.values().forEach(runs -> runs.remove(run));
  }

  /** Whether no more of a task can be leased now. */
  boolean isFull(String task, Instant storeNow) {
    Integer limit = limits.get(task);
    return limit != null && count(task, storeNow) >= limit;
  }

  private long count(String task, Instant storeNow) {
    return leased.getOrDefault(task, Set.of()).stream()
        .filter(run -> run.lease != null && run.lease.until.isAfter(storeNow))
        .count();
  }
}
