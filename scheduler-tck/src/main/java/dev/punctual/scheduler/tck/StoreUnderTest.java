package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.JobStore;
import java.time.Duration;

/** A fresh, empty store for one test, with its clock in the hands of the test. */
public interface StoreUnderTest extends AutoCloseable {

  /** The store; the same each time. */
  JobStore store();

  /** Moves the store's clock by {@code step}, which may be negative. */
  void moveClock(Duration step);

  @Override
  void close();
}
