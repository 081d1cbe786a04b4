package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.internal.time.VirtualTime;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Schedulers on a store under test. They live in virtual time, which the clause moves; the store
 * keeps its own. They hear no hints, so that what they know comes from their calls.
 */
final class Engines implements AutoCloseable {

  /** When all jobs are due, by any clock. */
  final DateTrigger due;

  /** The runs whose code was called, in order. */
  final List<Begun> begun = new ArrayList<>();

  private final VirtualTime time;
  private final List<BackgroundScheduler> schedulers = new ArrayList<>();

  Engines(Bench bench) {
    this(bench, 7);
  }

  /**
   * Schedulers that know nothing of others on the same store.
   *
   * @param seed differs from that of the others, for what they choose at random
   */
  Engines(Bench bench, long seed) {
    Instant now = bench.now();
    due = DateTrigger.at(now.minusSeconds(1));
    time = VirtualTime.startingAt(now, seed);
  }

  /**
   * A call of user code.
   *
   * @param nanos when, by virtual time
   * @param work what the scheduler waits for; null if the code has ended
   */
  record Begun(ExecutionContext context, long nanos, @Nullable CompletableFuture<Void> work) {}

  /** A task whose code returns at once. */
  Task<Void> quick(String name) {
    return Task.named(name, context -> begun.add(new Begun(context, time.nanoTime(), null)));
  }

  /** A task that goes on until it is stopped. */
  Task<Void> endless(String name) {
    return Task.async(
        name,
        Void.class,
        (nothing, context) -> {
          CompletableFuture<Void> work = new CompletableFuture<>();
          begun.add(new Begun(context, time.nanoTime(), work));
          return work;
        });
  }

  /** A scheduler that was not started. */
  BackgroundScheduler build(JobStore store, Consumer<SchedulerBuilder<BackgroundScheduler>> more) {
    SchedulerBuilder<BackgroundScheduler> builder = BackgroundScheduler.builder();
    BuilderTime.set(builder, time);
    builder.jobStore("default", new LentStore(store)).executor("default", new CallingExecutor());
    more.accept(builder);
    BackgroundScheduler scheduler = builder.build();
    schedulers.add(scheduler);
    return scheduler;
  }

  /** Lets the time of the schedulers pass. */
  void pass(Duration duration) {
    time.advance(duration);
  }

  @Override
  public void close() {
    schedulers.forEach(BackgroundScheduler::shutdownNow);
  }
}
