package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All that the store keeps, and the one lock that guards it. An operation takes the lock once,
 * reads the clock once, and gives its hint after it has let go.
 */
final class State {

  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;

  final MemoryHints hints = new MemoryHints();
  final JobTable jobs = new JobTable(this);
  final Executions executions;
  final Submitting submitting = new Submitting(this);
  final Following following = new Following(this);
  final Logs logs;
  final Members members = new Members();
  final Replies<JobClaims> jobReplies = new Replies<>();
  final Replies<ExecutionClaims> executionReplies = new Replies<>();

  // Guarded by lock.
  private long millis;
  private Instant now = Instant.EPOCH;
  private long tokens;
  private long hint = RowHeap.NEVER;
  private @Nullable Set<String> revoked; // jobs with leases that nobody wants any more

  State(InstantSource clock, HistoryLimit limit) {
    this.clock = clock;
    logs = new Logs(limit);
    executions = new Executions(this);
  }

  /** Begins an operation. */
  void lock() {
    lock.lock();
    try {
      long time = clock.millis();
      if (time != millis) {
        millis = time;
        now = Instant.ofEpochMilli(time);
      }
    } catch (RuntimeException | Error e) {
      lock.unlock();
      throw e;
    }
  }

  /** Ends an operation, and gives the hints that it left. */
  void unlock() {
    long due = hint;
    @Nullable Set<String> unwanted = revoked;
    hint = RowHeap.NEVER;
    revoked = null;
    lock.unlock();
    if (due != RowHeap.NEVER) {
      hints.tell(due);
    }
    if (unwanted != null) {
      hints.tellRevoked(unwanted);
    }
  }

  /** The time of this operation in milliseconds. */
  long millis() {
    return millis;
  }

  /** The time of this operation. */
  Instant now() {
    return now;
  }

  /** The time outside an operation. */
  Instant clockTime() {
    return clock.instant();
  }

  /** A number that no lease or claim had before; they grow. */
  long nextToken() {
    return ++tokens;
  }

  /** When the earliest work that {@code node} can claim is due; null when there is none. */
  @Nullable Instant nextDue(Node node) {
    jobs.endClaims(millis);
    View known = new View(node.tasks());
    View claimable = new View(node.tasks(), new Quota(node, executions));
    long next = jobs.earliestClaim(node.queues(), known);
    for (String queue : node.queues()) {
      next = Math.min(next, jobs.earliest(queue, known));
      next = Math.min(next, executions.due.earliest(queue, claimable));
    }
    return next == RowHeap.NEVER ? null : Instant.ofEpochMilli(next);
  }

  /** Notes that something may be due at {@code due}. */
  void hint(long due) {
    hint = Math.min(hint, due);
  }

  /** Notes that something may be due now. */
  void hintNow() {
    hint(millis);
  }

  /** Notes that leases on executions of a job are no longer wanted. */
  void hintRevoked(String jobId) {
    if (revoked == null) {
      revoked = new LinkedHashSet<>();
    }
    revoked.add(jobId);
  }
}
