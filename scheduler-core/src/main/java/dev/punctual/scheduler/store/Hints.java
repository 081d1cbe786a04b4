package dev.punctual.scheduler.store;

import java.time.Instant;

/**
 * The store's role of saying early that something changed. Hints may be dropped, repeated and
 * reordered; polling is the truth.
 */
public interface Hints {

  /**
   * Calls {@code listener} when work may be due sooner than last told, or a claim may have been
   * revoked, until the subscription is closed. Calls come from any thread, perhaps under a lock of
   * the store, so the listener only takes note and returns.
   */
  Subscription subscribe(Listener listener);

  /** Receives hints. */
  @FunctionalInterface
  interface Listener {
    /** Work may be due at {@code due}, by the store's clock. */
    void dueAt(Instant due);

    /**
     * The store may have lost what it had acknowledged: it came back empty or older, or another
     * server took its place. It is used on; what it still has is what counts.
     *
     * @param reason what was seen, for people
     */
    default void dataLossSuspected(String reason) {}
  }

  /** Ends the calls to a listener. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
