package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says early that something became due sooner or is unwanted: at once to the engines that use this
 * object, and to other nodes where the database can. What is done in a transaction of the caller is
 * told when that is committed. Safe for any thread.
 */
final class Wakeups implements Hints {

  private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

  private final Database database;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> limited = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Listener others;

  Wakeups(Database database) {
    this.database = database;
  }

  /** Has {@code teller} tell other nodes, too. */
  void others(Listener teller) {
    others = teller;
  }

  @Override
  public Subscription subscribe(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A job was changed. */
  void job(JobRecord job) {
    due(dueOf(job));
  }

  /** Jobs were added or changed. */
  void jobs(List<PutResult> results) {
    long earliest = Long.MAX_VALUE;
    for (PutResult result : results) {
      earliest = Math.min(earliest, dueOf(result.stored()));
    }
    due(earliest);
  }

  private static long dueOf(JobRecord job) {
    Instant due = job.dueTime();
    return due == null || job.state() != JobState.ACTIVE ? Long.MAX_VALUE : Read.millis(due);
  }

  /** Work may be due now, if {@code really}. */
  void now(boolean really) {
    if (really) {
      due(Read.millis(database.estimatedNow()));
    }
  }

  /** Work may be due at {@code millis}; {@link Long#MAX_VALUE} for none. */
  void due(long millis) {
    if (millis == Long.MAX_VALUE) {
      return;
    }
    Joined transaction = database.joined();
    if (transaction != null) {
      transaction.due(millis);
      return;
    }
    Instant due = Read.time(millis);
    tell(listener -> listener.dueAt(due), true);
  }

  /** Leases on executions of some jobs may be unwanted. */
  void revoked(Collection<String> jobIds) {
    Joined transaction = database.joined();
    if (transaction != null) {
      transaction.revoked(jobIds);
      return;
    }
    jobIds.forEach(id -> tell(listener -> listener.revoked(id), true));
  }

  /** A node limits tasks in the cluster: the end of each of their leases may let others go. */
  void limits(Node node) {
    node.limits()
        .forEach(
            (task, limit) -> {
              if (limit.inCluster() != TaskLimit.NONE.inCluster()) {
                limited.add(task);
              }
            });
  }

  /** Leases on executions of some tasks ended. */
  void freed(Collection<String> tasks) {
    now(!limited.isEmpty() && tasks.stream().anyMatch(limited::contains));
  }

  /** Tells the engines that use this object of what another node has said. */
  void heard(Consumer<Listener> hint) {
    tell(hint, false);
  }

  private void tell(Consumer<Listener> hint, boolean everybody) {
    for (Listener listener : listeners) {
      try {
        hint.accept(listener);
      } catch (RuntimeException fault) {
        LOG.warn("A listener to hints failed; what it was told of is stored all the same", fault);
      }
    }
    Listener teller = others;
    if (everybody && teller != null) {
      hint.accept(teller);
    }
  }
}
