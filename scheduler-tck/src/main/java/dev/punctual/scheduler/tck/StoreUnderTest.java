package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.JobStore;
import java.time.Duration;
import java.util.Set;

/** A fresh, empty store for one clause, with its clock in the hands of the clause. */
public interface StoreUnderTest extends AutoCloseable {

  /** The store; the same each time. */
  JobStore store();

  /** What clauses may rely on. */
  Set<StoreCapability> capabilities();

  /**
   * Moves the store's clock by {@code step}, which may be negative. Asked only of a store with
   * {@link StoreCapability#MOVABLE_CLOCK}.
   */
  default void moveClock(Duration step) {
    throw new UnsupportedOperationException("this store's clock cannot be moved");
  }

  /**
   * Another store object over the same content, as a second process would open it; closed by {@link
   * #close()} at the latest. Asked only of a store with {@link StoreCapability#SHARED} or {@link
   * StoreCapability#DURABLE}; one that is not SHARED is asked after its first object was closed.
   */
  default JobStore another() {
    throw new UnsupportedOperationException("this store lives and dies with its object");
  }

  /** How long a hint may take to arrive; zero for a store that tells before a call returns. */
  default Duration hintTime() {
    return Duration.ofSeconds(10);
  }

  /** Closes the store and forgets its content. Called once, whatever the clause did. */
  @Override
  void close();
}
