package dev.punctual.scheduler.store;

import java.time.Instant;

/**
 * The store's role of saying early that something changed. Hints may be dropped, repeated and
 * reordered; polling is the truth.
 */
public interface Hints {

  /**
   * Calls {@code listener} when work may be due sooner than last told, or leases may be unwanted,
   * until the subscription is closed. Calls come from any thread, perhaps under a lock of the
   * store, so the listener only takes note and returns.
   */
  Subscription subscribe(Listener listener);

  /** Receives hints. */
  @FunctionalInterface
  interface Listener {
    /** Work may be due at {@code due}, by the store's clock. */
    void dueAt(Instant due);

    /**
     * Leases on executions of {@code jobId} may be unwanted: somebody asked one to stop, or paused
     * or removed the job. Whoever holds such leases {@linkplain LeaseBook#release gives back} those
     * that have not started, and learns by {@link LeaseBook#renew} which of the others are to stop.
     * Without this word that is learned at the next renewal or {@link Membership#tick}.
     *
     * <p>A store tells this after the step that leaves leases unwanted, where it can to the nodes
     * that share it, too. It need not know who holds a lease, nor whether anybody does.
     */
    default void revoked(String jobId) {}

    /**
     * The store may have lost what it had acknowledged: it came back empty or older, or another
     * server took its place. It is used on; what it still has is what counts, but for leases that
     * their owners {@linkplain LeaseBook#reassert assert again}.
     *
     * <p>A store that notices this while it answers a call about leases tells it before it answers.
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
