package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live executions, by id, by due time and by the end of their lease, and the steps that they
 * take from one state to another. Guarded by the store's lock.
 */
final class Executions {

  /** The number kept for a manual run that the overlap limit turned away. */
  static final long SKIPPED = -1;

  private static final int REMEMBERED_ENDS = 8_192;
  private static final int REMEMBERED_REQUESTS = 4_096;

  private final State state;
  private final EntryTable<ExecutionId, ExecutionEntry> byId = new EntryTable<>();
  final DueIndex<ExecutionEntry> due = new DueIndex<>();
  final EntryHeap<ExecutionEntry> leases = new EntryHeap<>();
  private final Loads loads = new Loads();

  private final Map<String, Set<ExecutionEntry>> parked = new HashMap<>();

  /** Ended executions with the token of the completion that ended them. */
  final RecentIds completed = new RecentIds(REMEMBERED_ENDS);

  /** Ended manual runs. */
  final RecentIds requests = new RecentIds(REMEMBERED_REQUESTS);

  Executions(State state) {
    this.state = state;
  }

  @Nullable ExecutionEntry get(ExecutionId id) {
    return byId.get(id);
  }

  /** Whether an execution with the id of {@code planned} is live. */
  boolean isLive(ExecutionEntry planned) {
    return byId.get(planned.id) != null;
  }

  int size() {
    return byId.size();
  }

  /** See {@link EntryTable#added}. */
  long added() {
    return byId.added();
  }

  void forEach(Consumer<ExecutionEntry> action) {
    byId.forEach(action);
  }

  /** Inserts an execution that may run. */
  void insertReady(ExecutionEntry execution) {
    byId.add(execution);
    execution.job.link(execution);
    ready(execution);
  }

  /** Inserts an execution that goes straight to a node. */
  void insertLeased(ExecutionEntry execution, String owner, Instant until) {
    byId.add(execution);
    execution.job.link(execution);
    lease(execution, owner, until);
  }

  /** Inserts an execution that waits for an earlier one of its job. */
  void insertBlocked(ExecutionEntry execution) {
    byId.add(execution);
    JobEntry job = execution.job;
    if (job.blocked == null) {
      job.blocked = new ArrayDeque<>();
    }
    execution.state = ExecutionState.BLOCKED;
    job.blocked.add(execution);
  }

  /** Records a manual run that the overlap limit turned away. */
  void skip(ExecutionEntry run) {
    run.state = ExecutionState.MISSED;
    state.logs.recordEnd(run, Ending.unstarted(state.now()), state.millis());
    requests.put(run, SKIPPED);
  }

  /** Leases an execution that is in no heap. */
  void lease(ExecutionEntry execution, String owner, Instant until) {
    execution.state = ExecutionState.CLAIMED;
    execution.owner = owner;
    execution.token = state.nextToken();
    execution.started = null;
    execution.leaseUntil = until;
    leases.add(execution, Millis.of(until));
    loads.add(execution.task());
  }

  /** Whether {@code most} executions of a task are leased; then a hint tells when one ends. */
  boolean isFull(String task, int most) {
    return loads.isFull(task, most, leases);
  }

  /** Whether executions of a task wait only because enough of them are leased. */
  boolean isHeldBack(String task) {
    return loads.isHeldBack(task);
  }

  void renew(ExecutionEntry execution, Instant until) {
    execution.leaseUntil = until;
    leases.move(execution, Millis.of(until));
  }

  /** Ends a lease without ending the execution: it waits again, unless a user wants it gone. */
  void giveBack(ExecutionEntry execution) {
    unlease(execution);
    if (execution.isUnwanted()) {
      end(execution, ExecutionState.CANCELLED, Ending.unstarted(state.now()));
    } else {
      ready(execution);
    }
  }

  /** Ends a lease and has the execution tried again after a delay. */
  void retry(ExecutionEntry execution, Instant dueTime) {
    unlease(execution);
    execution.attempt++;
    execution.dueTime = dueTime;
    execution.deadline = null;
    ready(execution);
  }

  /** Ends a lease and puts the execution away until another node may run it. */
  void park(ExecutionEntry execution, String node) {
    unlease(execution);
    execution.addParkedBy(node);
    execution.state = ExecutionState.PARKED;
    parked.computeIfAbsent(execution.task(), task -> new LinkedHashSet<>()).add(execution);
  }

  /** Releases what is parked and {@code node} has the code for, unless it has tried. */
  void unpark(Node node) {
    List<ExecutionEntry> released = new ArrayList<>(0);
    parked.forEach(
        (task, rows) -> {
          if (node.tasks().contains(task)) {
            rows.stream().filter(each -> !each.isParkedBy(node.owner())).forEach(released::add);
          }
        });
    for (ExecutionEntry each : released) {
      leaveParked(each);
      ready(each);
    }
  }

  /** Ends an execution because it was not run. */
  void miss(ExecutionEntry execution, MissedRange.Reason reason, Ending ending) {
    state.logs.recordMissed(execution, reason, state.millis());
    end(execution, ExecutionState.MISSED, ending);
  }

  /** Ends an execution for good, lets those go that waited for it, and submits what follows it. */
  void end(ExecutionEntry execution, ExecutionState how, Ending ending) {
    JobEntry job = execution.job;
    if (execution.state == ExecutionState.BLOCKED && job.blocked != null) {
      job.blocked.remove(execution);
    } else {
      leaveHeap(execution);
      leaveParked(execution);
      job.unlink(execution);
    }
    leaveLoad(execution);
    byId.remove(execution);
    execution.state = how;
    execution.owner = null;
    execution.leaseUntil = null;
    state.logs.recordEnd(execution, ending, state.millis());
    if (execution.completedToken != 0) {
      completed.put(execution, execution.completedToken);
    }
    if (execution.id.isManual()) {
      requests.put(execution, 0);
    }
    promote(job);
    state.following.submit(execution, ending.result());
  }

  /** Lets BLOCKED executions of a job go as far as it has room. */
  void promote(JobEntry job) {
    if (job.blocked == null || job.presence == JobEntry.Presence.REMOVED) {
      return;
    }
    for (ExecutionEntry next = job.blocked.peek();
        next != null && job.live < maxInstances(next);
        next = job.blocked.peek()) {
      job.blocked.remove();
      job.link(next);
      ready(next);
    }
  }

  /** Makes SCHEDULED executions HELD, when their job stops to be active. */
  void hold(JobEntry job) {
    for (ExecutionEntry each = job.first; each != null; each = each.after) {
      if (each.state == ExecutionState.SCHEDULED) {
        leaveHeap(each);
        each.state = ExecutionState.HELD;
      } else if (each.state == ExecutionState.CLAIMED) {
        state.hintRevoked(each.id.jobId());
      }
    }
  }

  /** Makes HELD executions SCHEDULED, when their job is active again. */
  void unhold(JobEntry job) {
    for (ExecutionEntry each = job.first; each != null; each = each.after) {
      if (each.state == ExecutionState.HELD) {
        ready(each);
      }
    }
  }

  /** Cancels what waits, when a user has removed its job. */
  void cancelAll(JobEntry job) {
    Ending ending = Ending.unstarted(state.now());
    cancelBlocked(job, ending);
    ExecutionEntry next = job.first;
    while (next != null) {
      ExecutionEntry each = next;
      next = each.after;
      if (each.state == ExecutionState.CLAIMED) {
        state.hintRevoked(each.id.jobId());
      } else {
        end(each, ExecutionState.CANCELLED, ending);
      }
    }
  }

  /** Asks the leased executions of a job to stop, and cancels those that wait for them. */
  void supersede(JobEntry job) {
    cancelBlocked(job, Ending.unstarted(state.now()));
    for (ExecutionEntry each = job.first; each != null; each = each.after) {
      if (each.state == ExecutionState.CLAIMED) {
        requestCancel(each);
      }
    }
  }

  void requestCancel(ExecutionEntry execution) {
    execution.cancelRequested = true;
    state.hintRevoked(execution.id.jobId());
  }

  /** Ends a lease, leaving the execution in no heap. */
  void unlease(ExecutionEntry execution) {
    leaveHeap(execution);
    leaveLoad(execution);
    execution.state = ExecutionState.SCHEDULED;
    execution.owner = null;
    execution.leaseUntil = null;
    execution.started = null;
  }

  private void ready(ExecutionEntry execution) {
    if (execution.job.holds()) {
      execution.state = ExecutionState.HELD;
      return;
    }
    execution.state = ExecutionState.SCHEDULED;
    long millis = Millis.of(execution.dueTime);
    due.add(execution, millis);
    state.hint(millis);
  }

  private void cancelBlocked(JobEntry job, Ending ending) {
    if (job.blocked != null) {
      for (ExecutionEntry each : List.copyOf(job.blocked)) {
        end(each, ExecutionState.CANCELLED, ending);
      }
    }
  }

  private void leaveParked(ExecutionEntry execution) {
    if (execution.state == ExecutionState.PARKED) {
      parked.computeIfPresent(
          execution.task(),
          (task, rows) -> {
            rows.remove(execution);
            return rows.isEmpty() ? null : rows;
          });
    }
  }

  private void leaveLoad(ExecutionEntry execution) {
    if (execution.state == ExecutionState.CLAIMED && loads.remove(execution.task())) {
      state.hintNow();
    }
  }

  private static void leaveHeap(ExecutionEntry execution) {
    if (execution.heap != null) {
      execution.heap.remove(execution);
    }
  }

  private static int maxInstances(ExecutionEntry waiting) {
    JobEntry job = waiting.job;
    return job.presence == JobEntry.Presence.PRESENT
        ? job.record.policy().maxInstances()
        : waiting.source.policy().maxInstances();
  }
}
