package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.internal.time.VirtualTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Moving it does everything that a scheduler would
 * have done meanwhile, each thing at its own instant, on the thread that moves it; the call returns
 * when all of that is done.
 *
 * <p>Several schedulers may live by one time. Code of the application that reads a clock takes this
 * as its {@link InstantSource}, or {@link #asClock} as its {@link Clock}; a {@code MemoryJobStore}
 * that a test makes itself takes it as its clock too.
 *
 * <p>Threads: one thread at a time moves the time, and none from inside a job or a listener; both
 * are refused. Reading it, {@link #delay} and {@link #stepClock} are safe for any thread. Executors
 * with threads of their own live in real time: moving the time hands runs to them and does not wait
 * until they have run. So what is driven runs jobs inline unless its builder names an executor.
 */
public final class ManualTime implements InstantSource {

  private static final Duration LONGEST_AWAIT = Duration.ofHours(1);

  private final VirtualTime time;

  private ManualTime(VirtualTime time) {
    this.time = time;
  }

  /** Time that stands at {@code start}, on a machine whose zone is UTC. */
  public static ManualTime startingAt(Instant start) {
    return new ManualTime(VirtualTime.startingAt(start, 0));
  }

  /** Time that stands at {@code start}, on a machine in the zone of that. */
  public static ManualTime startingAt(ZonedDateTime start) {
    return startingAt(start, 0);
  }

  /**
   * Time that stands at {@code start}, with another course of chance.
   *
   * @param seed decides every jitter and generated id; the same seed repeats them
   */
  public static ManualTime startingAt(ZonedDateTime start, long seed) {
    return new ManualTime(VirtualTime.startingAt(start.toInstant(), start.getZone(), seed));
  }

  /**
   * Has {@code builder} make a scheduler that lives by this time, and so does its store in memory
   * unless it names one. Jobs run inline, on the thread that moves the time, unless it names an
   * executor called {@code default}.
   *
   * @return the builder
   */
  public <S> SchedulerBuilder<S> drive(SchedulerBuilder<S> builder) {
    BuilderTime.set(Objects.requireNonNull(builder, "builder"), time);
    return builder;
  }

  /**
   * Moves the time forward.
   *
   * @param duration zero or more; zero does what is due now
   * @throws IllegalArgumentException if it is negative or leads too far, which is after 292 years
   * @throws IllegalStateException from inside a job or listener, or while another thread moves it
   */
  public void advance(Duration duration) {
    time.advance(duration);
  }

  /**
   * Moves the time forward to {@code instant} of the wall clock.
   *
   * @throws IllegalArgumentException if it is past, or too far
   * @throws IllegalStateException from inside a job or listener, or while another thread moves it
   */
  public void advanceTo(Instant instant) {
    Instant now = time.instant();
    if (instant.isBefore(now)) {
      throw new IllegalArgumentException(
          "cannot advance to "
              + instant
              + ": it is "
              + now
              + " and time only goes forward; stepClock sets the wall clock back");
    }
    time.advance(Duration.between(now, instant));
  }

  /**
   * Does what is due now; the time stands still. Say so after changing a job or releasing a run.
   */
  public void runDue() {
    time.runReady();
  }

  /**
   * Sets the wall clock forward or back, as an administrator or a time server does; no time passes.
   * Schedulers notice when time moves next.
   *
   * @param step added to the wall clock; negative to set it back
   */
  public void stepClock(Duration step) {
    time.stepWall(step);
  }

  /**
   * A future that completes when so much time has passed, on the thread that moves it: how long
   * something takes that a test only plays.
   *
   * @param duration zero or more
   */
  public CompletableFuture<@Nullable Void> delay(Duration duration) {
    CompletableFuture<@Nullable Void> passed = new CompletableFuture<>();
    time.schedule(duration, () -> passed.complete(null));
    return passed;
  }

  /**
   * Moves the time until {@code stage} is complete, and no further; for an hour at most.
   *
   * @return what it was completed with
   * @throws java.util.concurrent.CompletionException if it failed, with the cause
   * @throws AssertionError if it is not complete after that hour
   * @throws IllegalStateException from inside a job or listener, or while another thread moves it
   */
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    Instant before = time.instant();
    if (!time.advanceUntil(future, LONGEST_AWAIT)) {
      throw new AssertionError(
          "not complete an hour after " + before + "; what should complete it?");
    }
    return future.join();
  }

  /** A clock that shows this time in the zone of the machine; {@code withZone} for another. */
  public Clock asClock() {
    return withZone(zone());
  }

  /** The zone of the machine: that of triggers which name none. */
  public ZoneId zone() {
    return time.zone();
  }

  @Override
  public Instant instant() {
    return time.instant();
  }

  /** The current instant and the zone. */
  @Override
  public String toString() {
    return "ManualTime[" + instant() + ", " + zone() + "]";
  }
}
