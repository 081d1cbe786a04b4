package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.SchedulerHealth;
import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.ShutdownReport;
import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Drives every scheduler: one {@link Lane} per store, the executors, and the life of the whole.
 * Safe for any thread; state changes are compare-and-set, so of several callers one acts.
 */
public final class Engine {

  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

  private final EngineParts parts;
  private final Map<String, StoreLine> lines = new LinkedHashMap<>();
  private final AtomicReference<SchedulerState> state = new AtomicReference<>(SchedulerState.NEW);
  private final Conductor conductor;

  private Engine(EngineParts parts, Map<String, JobStore> stores) {
    this.parts = parts;
    this.conductor = new Conductor(this, parts);
    stores.forEach(
        (name, store) -> {
          Lane lane = new Lane(name, store, parts, conductor::wake);
          Staging staging = new Staging(store);
          lines.put(name, new StoreLine(lane, staging, new JobCommands(lane, staging)));
        });
  }

  /**
   * An engine that stands still.
   *
   * @param stores by name, in the order in which jobs are looked for
   * @param executors by name
   */
  public static Engine create(
      TimeSource time, Map<String, JobStore> stores, Map<String, JobExecutor> executors) {
    String owner = Ids.next(time);
    EngineParts parts =
        new EngineParts(
            owner,
            time,
            new EventBus(),
            new TaskRegistry(owner),
            new ConcurrentHashMap<>(executors),
            EngineSettings.DEFAULT);
    return new Engine(parts, stores);
  }

  /**
   * One store with all that belongs to it.
   *
   * @param lane the loops
   * @param staging the jobs added before the start
   * @param commands what users do to its jobs
   */
  record StoreLine(Lane lane, Staging staging, JobCommands commands) {}

  /**
   * Starts the executors, moves the jobs that were added to their stores, and begins to run them.
   *
   * @param paused whether to make no runs until {@link #resume}
   * @throws IllegalStateException if it was started before
   */
  public void start(boolean paused) {
    SchedulerState running = paused ? SchedulerState.PAUSED : SchedulerState.RUNNING;
    if (!state.compareAndSet(SchedulerState.NEW, running)) {
      throw new IllegalStateException(
          "the scheduler is "
              + state.get()
              + " and can be started once only; build another one to start again");
    }
    parts.executors().forEach((name, executor) -> executor.start(contextOf(name)));
    for (StoreLine line : lines.values()) {
      line.staging.moveToStore();
    }
    conductor.start();
    lanes().forEach(Lane::start);
    parts.events().publish(new LifecycleEvent.Started(parts.time().instant()));
    if (!paused) {
      lanes().forEach(lane -> lane.setDispatching(true));
    }
  }

  private ExecutorContext contextOf(String name) {
    TimeSource time = parts.time();
    return new ExecutorContext(
        name,
        time.threads("punctual-" + name),
        time::nanoTime,
        () -> lanes().forEach(lane -> lane.dispatcher().onRoom()));
  }

  /** Makes no more runs until {@link #resume}; does nothing if that is so already. */
  public void pause() {
    if (state.compareAndSet(SchedulerState.RUNNING, SchedulerState.PAUSED)) {
      lanes().forEach(lane -> lane.setDispatching(false));
      parts.events().publish(new LifecycleEvent.Paused(parts.time().instant()));
    } else {
      requireRunning();
    }
  }

  /** Makes runs again; does nothing if that is so already. */
  public void resume() {
    if (state.compareAndSet(SchedulerState.PAUSED, SchedulerState.RUNNING)) {
      lanes().forEach(lane -> lane.setDispatching(true));
      parts.events().publish(new LifecycleEvent.Resumed(parts.time().instant()));
    } else {
      requireRunning();
    }
  }

  /** Ends the engine after its runs, however long they take; from inside a run returns at once. */
  public ShutdownReport shutdown() {
    return shutdown(FOR_EVER);
  }

  /**
   * Ends the engine. Waits for runs until {@code longest} has passed, then interrupts them; zero
   * does not wait and lets them end. From inside a run or listener it never waits.
   */
  public ShutdownReport shutdown(Duration longest) {
    beginShutdown();
    if (!longest.isZero() && !isOwnThread() && !conductor.awaitEnd(longest)) {
      interruptRuns();
      conductor.force();
      conductor.awaitEnd(AFTER_INTERRUPT);
    }
    return report();
  }

  /** Ends the engine, interrupting its runs; does not wait for them. */
  public ShutdownReport shutdownNow() {
    beginShutdown();
    interruptRuns();
    return report();
  }

  private void beginShutdown() {
    SchedulerState before =
        state.getAndUpdate(now -> isEnding(now) ? now : SchedulerState.STOPPING);
    if (isEnding(before)) {
      return;
    }
    if (before == SchedulerState.NEW) {
      conductor.start();
    }
    lanes().forEach(lane -> lane.setDispatching(false));
    conductor.beginShutdown();
  }

  private void interruptRuns() {
    runs().forEach(run -> run.cancel(true));
  }

  private ShutdownReport report() {
    List<ExecutionId> running = runs().filter(run -> !run.isEnded()).map(Run::executionId).toList();
    return new ShutdownReport(state.get() == SchedulerState.TERMINATED, running);
  }

  private boolean isOwnThread() {
    return loops().stream().anyMatch(GuardedLoop::isCurrent)
        || runs().anyMatch(Run::isOnCurrentThread);
  }

  /** Ends loops, executors and stores; called by the conductor when the runs have ended. */
  void terminate() {
    lanes().forEach(Lane::stop);
    parts.executors().values().forEach(JobExecutor::shutdown);
    state.set(SchedulerState.TERMINATED);
    int abandoned = (int) runs().count();
    parts.events().publish(new LifecycleEvent.Shutdown(parts.time().instant(), abandoned));
  }

  /** Completes when the engine has ended. */
  public CompletableFuture<Void> terminated() {
    return conductor.ended();
  }

  /**
   * Waits until the engine has ended.
   *
   * @return whether it has
   */
  public boolean awaitTermination(Duration longest) throws InterruptedException {
    return parts.time().await(conductor.ended(), longest);
  }

  /** What users do to the jobs of a store. */
  public JobCommands commands(String store) {
    return line(store).commands;
  }

  /** The staging area and the lane of a store. */
  StoreLine line(String store) {
    StoreLine line = lines.get(store);
    if (line == null) {
      throw new IllegalArgumentException(
          "there is no store called '" + store + "'; the scheduler has " + lines.keySet());
    }
    return line;
  }

  /** The names of the stores. */
  public Collection<String> stores() {
    return lines.keySet();
  }

  /** What the lanes share. */
  public EngineParts parts() {
    return parts;
  }

  /** The store of that name. */
  public JobStore store(String name) {
    return line(name).lane.store();
  }

  /** Where the engine is in its life. */
  public SchedulerState state() {
    return state.get();
  }

  /** How each loop is doing. */
  public SchedulerHealth health() {
    return new SchedulerHealth(state.get(), loops().stream().map(GuardedLoop::health).toList());
  }

  List<GuardedLoop> loops() {
    List<GuardedLoop> all = new ArrayList<>();
    all.add(conductor.loop());
    lanes().forEach(lane -> all.addAll(lane.loops()));
    return all;
  }

  Stream<Lane> lanes() {
    return lines.values().stream().map(StoreLine::lane);
  }

  Stream<Run> runs() {
    return lanes().flatMap(lane -> lane.runs().all().stream());
  }

  /** Refuses an executor name that nothing stands for. */
  public void requireExecutor(String name) {
    if (!parts.executors().containsKey(name)) {
      throw new IllegalArgumentException(
          "there is no executor called '"
              + name
              + "'; the scheduler has "
              + new TreeSet<>(parts.executors().keySet()));
    }
  }

  /** Refuses calls after the shutdown. */
  public void requireOpen() {
    SchedulerState now = state.get();
    if (isEnding(now)) {
      throw new IllegalStateException("the scheduler is " + now + "; it takes no more jobs");
    }
  }

  /** Refuses calls before the start and after the shutdown. */
  public void requireRunning() {
    SchedulerState now = state.get();
    if (now == SchedulerState.NEW || isEnding(now)) {
      throw new IllegalStateException(
          "the scheduler is " + now + "; this works between start and shutdown");
    }
  }

  static boolean isEnding(SchedulerState state) {
    return state == SchedulerState.STOPPING || state == SchedulerState.TERMINATED;
  }
}
