package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says early that something became due sooner: at once to the engines that use this object, and to
 * other nodes where the database can. Safe for any thread.
 */
final class Wakeups implements Hints {

  private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

  private final Database database;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> limited = ConcurrentHashMap.newKeySet();
  private volatile @Nullable LongConsumer remote;

  Wakeups(Database database) {
    this.database = database;
  }

  /** Has {@code teller} tell other nodes, too. */
  void remote(LongConsumer teller) {
    remote = teller;
  }

  @Override
  public Subscription subscribe(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A job was added or changed. */
  void job(JobRecord job) {
    Instant due = job.dueTime();
    if (due != null && job.state() == JobState.ACTIVE) {
      due(Read.millis(due));
    }
  }

  /** A job has another content; its executions may wait or go on. */
  void changed(JobRecord job) {
    job(job);
    revoked();
  }

  /** Claims may have been revoked, or executions may go on. */
  void revoked() {
    now(true);
  }

  /** A node limits tasks in the cluster: the end of each of their leases may let others go. */
  void limits(Node node) {
    if (!node.limits().isEmpty()) {
      node.limits()
          .forEach(
              (task, limit) -> {
                if (limit.inCluster() != TaskLimit.NONE.inCluster()) {
                  limited.add(task);
                }
              });
    }
  }

  /** Leases on executions of some tasks ended. */
  void freed(Collection<String> tasks) {
    now(!limited.isEmpty() && tasks.stream().anyMatch(limited::contains));
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
      transaction.due(millis); // nobody sees it before the commit
      return;
    }
    heard(millis);
    LongConsumer teller = remote;
    if (teller != null) {
      teller.accept(millis);
    }
  }

  /** Tells the engines that use this object. */
  void heard(long millis) {
    Instant due = Read.time(millis);
    for (Listener listener : listeners) {
      try {
        listener.dueAt(due);
      } catch (RuntimeException fault) {
        LOG.warn("A listener to hints failed", fault);
      }
    }
  }
}
