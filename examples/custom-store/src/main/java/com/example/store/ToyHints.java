package com.example.store;

import dev.punctual.scheduler.store.Hints;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells listeners on the caller's thread, after the step and outside the lock. */
final class ToyHints implements Hints {

  private static final Logger LOG = System.getLogger(ToyHints.class.getName());

  private final Map<Subscription, Listener> listeners = new ConcurrentHashMap<>();

  @Override
  public Subscription subscribe(Listener listener) {
    Subscription subscription =
        new Subscription() {
          @Override
          public void close() {
            listeners.remove(this);
          }
        };
    listeners.put(subscription, listener);
    return subscription;
  }

  void tell(Instant due) {
    tell(listener -> listener.dueAt(due));
  }

  void tellRevoked(String jobId) {
    tell(listener -> listener.revoked(jobId));
  }

  /** A listener that fails costs neither the caller nor the others anything. */
  private void tell(Consumer<Listener> hint) {
    for (Listener listener : listeners.values()) {
      try {
        hint.accept(listener);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "A listener failed at a hint", e);
      }
    }
  }
}
