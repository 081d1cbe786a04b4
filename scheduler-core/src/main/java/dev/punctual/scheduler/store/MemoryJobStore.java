package dev.punctual.scheduler.store;

import dev.punctual.scheduler.internal.memory.HistoryLimit;
import dev.punctual.scheduler.internal.memory.MemoryStore;
import dev.punctual.scheduler.internal.time.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A store in the memory of this process. Jobs last as long as the object; payloads are kept as they
 * are. Several schedulers may share one.
 *
 * <p>Its history keeps the latest 100,000 ended executions and the latest 100,000 missed ranges,
 * for 7 days at most, unless told otherwise.
 */
public final class MemoryJobStore implements JobStore {

  private final MemoryStore store;

  private MemoryJobStore(InstantSource clock, HistoryLimit limit) {
    store = new MemoryStore(Objects.requireNonNull(clock, "clock"), limit);
  }

  /** An empty store that lives by the system clock. */
  public static MemoryJobStore create() {
    return create(SystemTime.instance());
  }

  /**
   * An empty store.
   *
   * @param clock decides what is due and which leases hold; asked under the store's lock, so it
   *     must not block
   */
  public static MemoryJobStore create(InstantSource clock) {
    return new MemoryJobStore(clock, HistoryLimit.DEFAULT);
  }

  /**
   * An empty store with a history of another size.
   *
   * @param clock decides what is due and which leases hold; asked under the store's lock, so it
   *     must not block
   * @param historyRows how many ended executions and how many missed ranges are kept, 0 to
   *     10,000,000
   * @param historyAge how long they are kept
   * @throws IllegalArgumentException if a value is out of range
   */
  public static MemoryJobStore create(InstantSource clock, int historyRows, Duration historyAge) {
    return new MemoryJobStore(clock, new HistoryLimit(historyRows, historyAge));
  }

  @Override
  public JobRegistry jobs() {
    return store.jobs();
  }

  @Override
  public FireQueue queue() {
    return store.queue();
  }

  @Override
  public LeaseBook leases() {
    return store.leases();
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Membership members() {
    return store.members();
  }

  @Override
  public Hints hints() {
    return store.hints();
  }

  @Override
  public StoreTraits traits() {
    return store.traits();
  }

  @Override
  public Instant now() {
    return store.now();
  }

  /** Does nothing: what the store holds goes when nobody refers to it any more. */
  @Override
  public void close() {
    store.close();
  }
}
