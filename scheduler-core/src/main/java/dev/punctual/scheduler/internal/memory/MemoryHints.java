package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.Hints;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what changed, on the caller's thread and outside the store's lock. */
final class MemoryHints implements Hints {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryHints.class);

  private final List<Subscribed> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Subscription subscribe(Listener listener) {
    Subscribed subscribed = new Subscribed(listener);
    listeners.add(subscribed);
    return () -> {
      subscribed.closed.set(true);
      listeners.remove(subscribed);
    };
  }

  void tell(long due) {
    if (listeners.isEmpty()) {
      return;
    }
    Instant at = Instant.ofEpochMilli(due);
    tell(listener -> listener.dueAt(at));
  }

  void tellRevoked(Set<String> jobIds) {
    jobIds.forEach(jobId -> tell(listener -> listener.revoked(jobId)));
  }

  private void tell(Consumer<Listener> hint) {
    for (Subscribed subscribed : listeners) {
      if (!subscribed.closed.get()) {
        try {
          hint.accept(subscribed.listener);
        } catch (RuntimeException e) {
          LOG.warn("A hint listener failed; what it was told of is stored all the same", e);
        }
      }
    }
  }

  private static final class Subscribed {
    final Listener listener;
    final AtomicBoolean closed = new AtomicBoolean();

    Subscribed(Listener listener) {
      this.listener = listener;
    }
  }
}
