package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreTraits;
import java.time.Instant;

/**
 * A store as a scheduler is given it that must not close it, and that hears no hints.
 *
 * @param jobs what the scheduler takes for the store's registry
 */
record LentStore(JobStore real, JobRegistry jobs) implements JobStore {

  /** A store with its own registry. */
  LentStore(JobStore real) {
    this(real, real.jobs());
  }

  @Override
  public FireQueue queue() {
    return real.queue();
  }

  @Override
  public LeaseBook leases() {
    return real.leases();
  }

  @Override
  public History history() {
    return real.history();
  }

  @Override
  public Membership members() {
    return real.members();
  }

  @Override
  public Hints hints() {
    return listener -> () -> {};
  }

  @Override
  public StoreTraits traits() {
    return real.traits();
  }

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public void close() {}
}
