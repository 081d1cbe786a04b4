package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.store.ExecutionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one store that this node holds. Safe for any thread; its lock is held for memory
 * operations only and no other lock is taken under it.
 *
 * <p>Claims that are on their way from the store are not here yet. So that a job can be revoked at
 * any moment, what is revoked while a dispatch round is under way is remembered until its end and
 * applied to the claims that the round brings.
 */
final class LocalRuns {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Run newest; // the runs lead to each other; guarded by lock
  private volatile int size; // written under lock
  private final List<Predicate<Run>> revokedInRound = new ArrayList<>(); // guarded by lock
  private boolean inRound; // guarded by lock
  private final Runnable onEmpty;

  /**
   * An empty set.
   *
   * @param onEmpty called without the lock when the last lease is gone
   */
  LocalRuns(Runnable onEmpty) {
    this.onEmpty = onEmpty;
  }

  /** A dispatch round begins; only one is under way at a time. */
  void beginRound() {
    lock.lock();
    try {
      inRound = true;
    } finally {
      lock.unlock();
    }
  }

  /** The dispatch round has ended, and its claims are registered. */
  void endRound() {
    boolean empty;
    lock.lock();
    try {
      inRound = false;
      revokedInRound.clear();
      empty = size == 0;
    } finally {
      lock.unlock();
    }
    if (empty) {
      onEmpty.run();
    }
  }

  /** Takes in claims; those that were revoked meanwhile will not start and are returned. */
  List<Run> register(List<Run> claimed) {
    lock.lock();
    try {
      claimed.forEach(this::link);
      if (revokedInRound.isEmpty()) {
        return List.of();
      }
      return claimed.stream()
          .filter(run -> revokedInRound.stream().anyMatch(each -> each.test(run)))
          .filter(Run::revoke)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps every matching run that has not started from starting, and returns them. */
  List<Run> revoke(Predicate<Run> which) {
    lock.lock();
    try {
      if (inRound) {
        revokedInRound.add(which);
      }
      return list().stream().filter(which).filter(Run::revoke).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets leases that ended, were given back or lost. */
  void remove(List<Run> ended) {
    removeDoubtful(ended, () -> {});
  }

  /**
   * Forgets leases that the store may still have.
   *
   * @param note takes note of that, under the lock: whoever sees them gone sees the note, and
   *     whoever sees the note sees them gone
   */
  void removeDoubtful(List<Run> doubtful, Runnable note) {
    boolean empty;
    lock.lock();
    try {
      note.run();
      doubtful.forEach(this::unlink);
      empty = size == 0;
    } finally {
      lock.unlock();
    }
    if (empty) {
      onEmpty.run();
    }
  }

  /** All leases now. */
  List<Run> all() {
    lock.lock();
    try {
      return list();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there are no leases and no dispatch round is under way that could bring some. */
  boolean isQuiet() {
    lock.lock();
    try {
      return size == 0 && !inRound;
    } finally {
      lock.unlock();
    }
  }

  /** How many leases there are, as it was a moment ago; takes no lock. */
  int size() {
    return size;
  }

  /** Asks the given executions to stop as far as this node has them. */
  void cancel(List<ExecutionId> ids) {
    if (!ids.isEmpty()) {
      Set<ExecutionId> wanted = Set.copyOf(ids);
      all().stream()
          .filter(run -> wanted.contains(run.executionId()))
          .forEach(run -> run.stop(Reason.REQUEST));
    }
  }

  private List<Run> list() {
    List<Run> all = new ArrayList<>(size);
    for (Run run = newest; run != null; run = run.older) {
      all.add(run);
    }
    return all;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  private void link(Run run) {
    Run next = newest;
    run.older = next;
    if (next != null) {
      next.newer = run;
    }
    newest = run;
    run.registered = true;
    size++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  private void unlink(Run run) {
    if (!run.registered) {
      return;
    }
    run.registered = false;
    Run newer = run.newer;
    Run older = run.older;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    run.newer = null;
    run.older = null;
    size--;
  }
}
