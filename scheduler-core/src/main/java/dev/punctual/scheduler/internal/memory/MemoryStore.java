package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreTraits;
import java.time.Instant;
import java.time.InstantSource;

/** The six roles over one state. */
public final class MemoryStore implements JobStore {

  private final State state;
  private final JobRegistry jobs;
  private final FireQueue queue;
  private final LeaseBook leases;
  private final History history;
  private final Membership members;

  /** An empty store that lives by {@code clock}. */
  public MemoryStore(InstantSource clock, HistoryLimit limit) {
    state = new State(clock, limit);
    jobs = new MemoryJobRegistry(state);
    queue = new MemoryFireQueue(state);
    leases = new MemoryLeaseBook(state);
    history = new MemoryHistory(state);
    members = new MemoryMembership(state);
  }

  @Override
  public JobRegistry jobs() {
    return jobs;
  }

  @Override
  public FireQueue queue() {
    return queue;
  }

  @Override
  public LeaseBook leases() {
    return leases;
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Membership members() {
    return members;
  }

  @Override
  public Hints hints() {
    return state.hints;
  }

  @Override
  public StoreTraits traits() {
    return StoreTraits.IN_PROCESS;
  }

  @Override
  public Instant now() {
    return state.clockTime();
  }

  /**
   * Does nothing: several engines may share the store, and its memory goes with the last of them.
   */
  @Override
  public void close() {}
}
