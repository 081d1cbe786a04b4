package com.example.store;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The live executions, and every way from one state to the next. */
final class Runs {

  static final Comparator<ExecutionId> BY_ID =
      Comparator.comparing(ExecutionId::jobId)
          .thenComparingLong(ExecutionId::generation)
          .thenComparing(id -> id.requestId() == null ? "" : id.requestId())
          .thenComparingLong(ExecutionId::fireAtMillis);

  private static final int REMEMBERED = 10_000;

  final NavigableMap<ExecutionId, KeptRun> live = new TreeMap<>(BY_ID);

  /** Leases whose completion took effect, so that it is known when it comes again. */
  final Recent<LeaseRef, Boolean> completed = new Recent<>(REMEMBERED);

  /** What was answered to the requests of manual runs that have ended. */
  final Recent<ExecutionId, SubmitResult.Status> requests = new Recent<>(REMEMBERED);

  final Overlap overlap;

  /** Makes the runs that users ask for and those that follow others. */
  final Asked asked;

  /** How many executions of each task are leased, by whomever. */
  private final Map<String, Integer> leased = new HashMap<>();

  /** Tasks of which a limit held executions back since one of them last gave up its lease. */
  private final Set<String> heldBack = new HashSet<>();

  private final Content content;

  Runs(Content content) {
    this.content = content;
    this.overlap = new Overlap(this);
    this.asked = new Asked(content, this);
  }

  /** Whether so many of a task are leased; whoever is held back by that is told when one ends. */
  boolean isFull(String task, int most) {
    boolean full = leased.getOrDefault(task, 0) >= most;
    if (full) {
      heldBack.add(task);
    }
    return full;
  }

  /** Lets a new execution live, to wait for its time or for an earlier one. */
  void insert(KeptRun run, boolean blocked) {
    live.put(run.id, run);
    run.job.runs.add(run);
    run.state = blocked ? ExecutionState.BLOCKED : unleased(run);
  }

  /** Lets an execution wait for a node, or for the end of a pause. */
  void ready(KeptRun run) {
    endLease(run);
    run.state = unleased(run);
    offer(run);
  }

  /** Has a hint tell of an execution, if it waits for a node. */
  void offer(KeptRun run) {
    if (run.state == ExecutionState.SCHEDULED) {
      content.wake(run.dueTime);
    }
  }

  private static ExecutionState unleased(KeptRun run) {
    return run.job.holds() ? ExecutionState.HELD : ExecutionState.SCHEDULED;
  }

  /** Leases an execution under a new token; a lease given ahead of time counts from due. */
  void lease(KeptRun run, String owner, Duration lease) {
    Instant from = run.dueTime.isAfter(content.now()) ? run.dueTime : content.now();
    run.state = ExecutionState.CLAIMED;
    run.owner = owner;
    run.token = content.nextToken();
    run.leaseUntil = Content.after(from, lease);
    leased.merge(run.source.task(), 1, Integer::sum);
  }

  /** Ends a lease without an outcome: the execution waits again, unless a user wants it gone. */
  void giveBack(KeptRun run) {
    if (run.isUnwanted()) {
      cancel(run);
    } else {
      ready(run);
    }
  }

  /** Keeps an execution that a node could not read, until another announces itself. */
  void park(KeptRun run, String node) {
    endLease(run);
    run.parkedBy.add(node);
    run.state = ExecutionState.PARKED;
  }

  /** Asks the holder of the lease to stop; a hint brings the word. */
  void requestStop(KeptRun run) {
    run.cancelRequested = true;
    content.revoke(run.id.jobId());
  }

  /** Ends an execution that never ran because a user said so. */
  void cancel(KeptRun run) {
    end(run, row(run, ExecutionState.CANCELLED));
  }

  /** Ends an execution that is not run; a fire of the trigger leaves a range, a request none. */
  void miss(KeptRun run, MissedRange.Reason reason, EndedExecution row) {
    if (!run.id.isManual()) {
      content.recordMissed(
          new MissedRange(
              run.id.jobId(), run.id.generation(), run.fireTime, run.fireTime, 1, reason));
    }
    end(run, row);
  }

  /** Moves an execution to the history; one that waited for it may go, and others follow. */
  void end(KeptRun run, EndedExecution row) {
    live.remove(run.id);
    run.job.runs.remove(run);
    endLease(run);
    run.state = row.state();
    content.ended.add(content.now(), row);
    if (run.id.isManual() && requests.get(run.id) == null) {
      requests.put(run.id, SubmitResult.Status.SUBMITTED);
    }
    promote(run.job);
    asked.follow(run, row);
  }

  /** Lets those go that wait for an earlier execution, as far as their job has room. */
  void promote(KeptJob job) {
    if (job.isRemoved()) {
      return;
    }
    for (KeptRun next : job.waiting()) {
      if (job.running() >= job.policyFor(next).maxInstances()) {
        return;
      }
      ready(next);
    }
  }

  /** The line of history of an execution that did not run. */
  EndedExecution row(KeptRun run, ExecutionState how) {
    return row(run, how, null, null, content.now(), null, Payload.none());
  }

  /** A line of history; it keeps what it takes to run a failure again. */
  static EndedExecution row(
      KeptRun run,
      ExecutionState how,
      @Nullable String node,
      @Nullable Instant started,
      Instant finished,
      @Nullable String error,
      Payload result) {
    boolean failed = how == ExecutionState.DEAD || how == ExecutionState.LOST;
    return new EndedExecution(
        run.id,
        run.source.task(),
        how,
        run.attempt,
        node,
        run.fireTime,
        started,
        finished,
        error,
        failed ? run.source.payload() : Payload.none(),
        failed ? run.source.policy() : null,
        result,
        run.source.tags());
  }

  private void endLease(KeptRun run) {
    if (run.state == ExecutionState.CLAIMED) {
      leased.merge(run.source.task(), -1, Integer::sum);
      if (heldBack.remove(run.source.task())) {
        content.wake(content.now());
      }
    }
    run.owner = null;
    run.leaseUntil = null;
    run.confirmed = null;
  }
}
