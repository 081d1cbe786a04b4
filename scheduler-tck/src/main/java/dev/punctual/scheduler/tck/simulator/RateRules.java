package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.tck.simulator.RunModel.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether the starts on each node keep to its rate limits. A run takes its token when it is
 * leased and may start later, so what counts is when those were leased that started: in a bucket of
 * {@code n} tokens no stretch of time holds more than {@code n} of them and those that the time
 * brings.
 */
final class RateRules {

  /** How many in a thousand of its time a node's clock may be too fast. */
  private static final long FAST = 55;

  private final Findings findings;
  private final Map<ExecutionId, RunModel> runs;
  private final Map<String, RateLimit> tasks;
  private final Map<String, RateLimit> nodes = new HashMap<>();
  private final Map<String, String> latest = new HashMap<>(); // by what its names begin with
  private final Map<String, Starts> starts = new HashMap<>();

  /**
   * Rules of rates.
   *
   * @param tasks the limits of tasks, on each node; a task that is missing has none
   */
  RateRules(Findings findings, Map<ExecutionId, RunModel> runs, Map<String, RateLimit> tasks) {
    this.findings = findings;
    this.runs = runs;
    this.tasks = tasks;
  }

  /** When a run was leased that then started. */
  private record Start(long nanos, ExecutionId run) {}

  /** What started under one limit. */
  private record Starts(RateLimit limit, List<Start> all) {}

  /**
   * A node began.
   *
   * @param limit its executor starts no more than that; null for no limit
   */
  void up(String node, @Nullable RateLimit limit) {
    latest.put(node.replaceFirst("\\..*", ""), node);
    if (limit != null) {
      nodes.put(node, limit);
    }
  }

  /**
   * Whether more of a task is due than its limit admits: every node has lately started it, so that
   * what waits had to.
   */
  boolean isUsedUp(String task, long nanos) {
    RateLimit limit = tasks.get(task);
    if (limit == null) {
      return false;
    }
    long lately = nanos - 2 * limit.period().toNanos();
    return !latest.isEmpty()
        && latest.values().stream().allMatch(node -> hasStarted(node + " " + task, lately));
  }

  private boolean hasStarted(String who, long since) {
    Starts some = starts.get(who);
    return some != null && some.all.stream().anyMatch(start -> start.nanos >= since);
  }

  void began(Event.Began began, String node) {
    RunModel run = runs.get(began.lease().id());
    Lease lease = run == null ? null : run.leases.get(began.lease().token());
    if (lease == null) {
      return;
    }
    Start start = new Start(lease.since, began.lease().id());
    add(node, nodes.get(node), start);
    String task = lease.record.task();
    add(node + " " + task, tasks.get(task), start);
  }

  private void add(String who, @Nullable RateLimit limit, Start start) {
    if (limit != null) {
      starts.computeIfAbsent(who, first -> new Starts(limit, new ArrayList<>())).all.add(start);
    }
  }

  /** Judges all starts. */
  void finish() {
    starts.forEach((who, some) -> judge(who, some.limit, some.all));
  }

  /**
   * Fills a bucket as fast as the fastest clock does and takes a token for each start: it must
   * never lack one.
   */
  private void judge(String who, RateLimit limit, List<Start> some) {
    List<Start> inOrder = some.stream().sorted((a, b) -> Long.compare(a.nanos, b.nanos)).toList();
    double perNano = limit.runs() * (1_000 + FAST) / 1_000.0 / limit.period().toNanos();
    double tokens = limit.runs();
    long filled = inOrder.get(0).nanos;
    for (Start start : inOrder) {
      tokens = Math.min(limit.runs(), tokens + (start.nanos - filled) * perNano) - 1;
      filled = start.nanos;
      if (tokens < -0.01) {
        findings.add(
            Invariant.RATE_LIMIT,
            start.run.jobId(),
            "%s: one start more on %s than %s admits".formatted(start.run, who, limit));
        return;
      }
    }
  }
}
