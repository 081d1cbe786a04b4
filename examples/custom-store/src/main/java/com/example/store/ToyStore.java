package com.example.store;

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
import java.util.Objects;

/** A store in the memory of this process: one lock, plain maps, and a class for each role. */
public final class ToyStore implements JobStore {

  /** How many ended executions, and how many missed ranges, are kept unless told otherwise. */
  public static final int HISTORY_ROWS = 10_000;

  private final Content content;
  private final JobRegistry jobs;
  private final FireQueue queue;
  private final LeaseBook leases;
  private final History history;
  private final Membership members;

  private ToyStore(Content content) {
    this.content = content;
    jobs = new ToyRegistry(content);
    queue = new ToyQueue(content);
    leases = new ToyLeases(content);
    history = new ToyHistory(content);
    members = new ToyMembers(content);
  }

  /**
   * An empty store.
   *
   * @param clock decides what is due and which leases hold
   * @param historyRows how many ended executions, and how many missed ranges, are kept; 0 or more
   */
  public static ToyStore create(InstantSource clock, int historyRows) {
    if (historyRows < 0) {
      throw new IllegalArgumentException("historyRows " + historyRows + " is negative; use 0 up");
    }
    return new ToyStore(new Content(Objects.requireNonNull(clock, "clock"), historyRows));
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
    return content.hints;
  }

  /** Jobs die with the process, nobody else has them, and no hint is ever lost. */
  @Override
  public StoreTraits traits() {
    return StoreTraits.IN_PROCESS;
  }

  @Override
  public Instant now() {
    return content.readClock();
  }

  /** Does nothing: there is no connection, file or thread to give back. */
  @Override
  public void close() {}
}
