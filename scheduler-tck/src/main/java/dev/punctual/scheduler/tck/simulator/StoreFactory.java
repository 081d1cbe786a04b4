package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.JobStore;
import java.time.InstantSource;

/** Opens the store that a simulated cluster shares. */
@FunctionalInterface
public interface StoreFactory {

  /**
   * An empty store. It is used by one thread, by all nodes, and closed at the end.
   *
   * @param clock the store's clock; due times and leases must be judged by it alone
   */
  JobStore open(InstantSource clock);
}
