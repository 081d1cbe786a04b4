package com.example.store;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.tck.StoreCapability;
import dev.punctual.scheduler.tck.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A toy store by a clock that stands until a clause moves it. */
final class ToyStoreUnderTest implements StoreUnderTest {

  /** Clauses account for every execution, so none may leave the history by itself. */
  private static final int HISTORY_ROWS = 1_000_000;

  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());
  private final JobStore store =
      ToyStore.create(() -> Instant.ofEpochMilli(millis.get()), HISTORY_ROWS);

  @Override
  public JobStore store() {
    return store;
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return EnumSet.of(
        StoreCapability.MOVABLE_CLOCK,
        StoreCapability.STILL_CLOCK,
        StoreCapability.HINTS,
        StoreCapability.LIVE_OBJECTS);
  }

  @Override
  public void moveClock(Duration step) {
    millis.addAndGet(step.toMillis());
  }

  @Override
  public Duration hintTime() {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    store.close();
  }
}
