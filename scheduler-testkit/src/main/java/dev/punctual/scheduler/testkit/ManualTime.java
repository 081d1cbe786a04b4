package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.internal.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time that stands still until a test moves it. Moving it does everything that a scheduler would
 * have done meanwhile, each thing at its own instant, on the thread that moves it.
 *
 * <p>One thread at a time moves the time; reading it is safe for any thread.
 */
public final class ManualTime implements InstantSource {

  private final VirtualTime time;

  private ManualTime(VirtualTime time) {
    this.time = time;
  }

  /** Time that stands at {@code start}. */
  public static ManualTime startingAt(Instant start) {
    return new ManualTime(VirtualTime.startingAt(start, 0));
  }

  /** Has {@code builder} make a scheduler that lives by this time; answers the builder. */
  public <S> SchedulerBuilder<S> drive(SchedulerBuilder<S> builder) {
    BuilderTime.set(builder, time);
    return builder;
  }

  /** Moves the time forward by {@code duration}, zero or more. */
  public void advance(Duration duration) {
    time.advance(duration);
  }

  @Override
  public Instant instant() {
    return time.instant();
  }
}
