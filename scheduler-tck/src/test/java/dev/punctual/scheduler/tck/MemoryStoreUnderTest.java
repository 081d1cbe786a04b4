package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A memory store, or something made of one, by a clock that stands until it is moved. */
final class MemoryStoreUnderTest implements StoreUnderTest {

  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());
  private final JobStore store;

  MemoryStoreUnderTest() {
    this(UnaryOperator.identity());
  }

  MemoryStoreUnderTest(UnaryOperator<JobStore> change) {
    store = change.apply(MemoryJobStore.create(() -> Instant.ofEpochMilli(millis.get())));
  }

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
