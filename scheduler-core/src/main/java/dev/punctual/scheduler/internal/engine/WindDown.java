package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * The end of loops: none begins another round, and rounds under way are waited for, so that none is
 * in a call to a store that is being closed. One that hangs is not waited for long. Safe for any
 * thread.
 */
final class WindDown {

  private final TimeSource time;
  private final CompletableFuture<Void> ended;
  private final long begun;

  private WindDown(TimeSource time, CompletableFuture<Void> ended) {
    this.time = time;
    this.ended = ended;
    this.begun = time.nanoTime();
  }

  /**
   * Stops loops.
   *
   * @param onEnd called when the last of them has ended
   */
  static WindDown begin(TimeSource time, Collection<GuardedLoop> loops, Runnable onEnd) {
    loops.forEach(GuardedLoop::stop);
    CompletableFuture<?>[] ends =
        loops.stream().map(GuardedLoop::ended).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> ended = CompletableFuture.allOf(ends);
    var unused = ended.thenRun(onEnd);
    return new WindDown(time, ended);
  }

  /**
   * How long to wait at most, in nanoseconds; 0 if all have ended, or the time is up.
   *
   * @param patience how long one that hangs is waited for from the begin on
   */
  long nanosLeft(Duration patience) {
    return ended.isDone() ? 0 : Math.max(0, begun + patience.toNanos() - time.nanoTime());
  }
}
