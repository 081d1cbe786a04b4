package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.SchedulerHealth;
import dev.punctual.scheduler.SchedulerHealth.AbandonedRun;
import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.ShutdownReport;
import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Duration GIVING_BACK = Duration.ofSeconds(1);

  private final EngineParts parts;
  private final LiveComponents components;
  private final AtomicReference<SchedulerState> state = new AtomicReference<>(SchedulerState.NEW);
  private final Conductor conductor;
  private final ExecutionLookup executions = new ExecutionLookup(this);
  private volatile CompletableFuture<Void> givenBack = CompletableFuture.completedFuture(null);

  private Engine(EngineParts parts, Map<String, JobStore> stores) {
    this.parts = parts;
    this.conductor = new Conductor(this, parts);
    this.components = new LiveComponents(parts, state::get, conductor::wake);
    stores.forEach(components::init);
  }

  /**
   * An engine that stands still.
   *
   * @param stores by name, in the order in which jobs are looked for
   * @param executors by name
   */
  public static Engine create(
      TimeSource time, Map<String, JobStore> stores, Map<String, JobExecutor> executors) {
    RateLimits rates = new RateLimits(time);
    EngineParts parts =
        new EngineParts(
            time,
            new EventBus(time),
            new TaskRegistry(rates),
            rates,
            new ConcurrentHashMap<>(executors),
            EngineSettings.DEFAULT);
    return new Engine(parts, stores);
  }

  /**
   * Moves the jobs that were added to their stores, starts the executors, and begins to run. If a
   * store or an executor fails, nothing has started and the call may be repeated.
   *
   * @param paused whether to make no runs until {@link #resume}
   * @throws IllegalStateException if it was started before
   */
  public void start(boolean paused) {
    SchedulerState running = paused ? SchedulerState.PAUSED : SchedulerState.RUNNING;
    requireNew();
    components.prepare(
        () -> {
          if (!state.compareAndSet(SchedulerState.NEW, running)) {
            requireNew();
          }
        });
    conductor.start();
    parts.events().publish(new LifecycleEvent.Started(parts.time().instant()));
    lanes().forEach(Lane::start);
    if (state.get() == SchedulerState.TERMINATED) { // a shutdown came in between
      lanes().forEach(Lane::stop);
    }
  }

  /**
   * Puts other stores and executors in the place of those that it has, and then calls {@code
   * commit}. Jobs that were added go to the stores of the same names.
   *
   * @throws IllegalStateException if it was started before
   * @throws dev.punctual.scheduler.config.ConfigProblemsException if jobs cannot go along
   */
  public void replace(
      Map<String, JobStore> stores, Map<String, JobExecutor> executors, Runnable commit) {
    components.replace(
        stores,
        executors,
        () -> {
          requireNew("configured before the start only");
          commit.run();
        });
  }

  private void requireNew() {
    requireNew("started once only; build another one to start again");
  }

  /**
   * Refuses calls after the start.
   *
   * @param rule what the scheduler can be, for the message
   */
  public void requireNew(String rule) {
    SchedulerState now = state.get();
    if (now != SchedulerState.NEW) {
      throw new IllegalStateException("the scheduler is " + now + " and can be " + rule);
    }
  }

  /** Makes no more runs until {@link #resume}; does nothing if that is so already. */
  public void pause() {
    if (state.compareAndSet(SchedulerState.RUNNING, SchedulerState.PAUSED)) {
      lanes().forEach(Lane::onStateChange);
      parts.events().publish(new LifecycleEvent.Paused(parts.time().instant()));
    } else {
      requireRunning();
    }
  }

  /** Makes runs again; does nothing if that is so already. */
  public void resume() {
    if (state.compareAndSet(SchedulerState.PAUSED, SchedulerState.RUNNING)) {
      lanes().forEach(Lane::onStateChange);
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
    if (longest.isZero()) {
      awaitGivenBack();
    } else if (!isOwnThread() && !conductor.awaitEnd(longest)) {
      interruptRuns();
      conductor.force();
      conductor.awaitEnd(AFTER_INTERRUPT);
    }
    return report();
  }

  /**
   * Does as {@link #shutdown(Duration)} without waiting; the result completes when that would
   * return.
   */
  public CompletableFuture<ShutdownReport> shutdownLater(Duration longest) {
    beginShutdown();
    if (longest.isZero()) {
      return CompletableFuture.completedFuture(report());
    }
    conductor.interruptAfter(longest);
    return conductor.ended().thenApply(nothing -> report());
  }

  /** Ends the engine, interrupting its runs; does not wait for them. */
  public ShutdownReport shutdownNow() {
    beginShutdown();
    interruptRuns();
    awaitGivenBack();
    return report();
  }

  /**
   * What has not started is back in its stores when this returns, unless a store hangs. In a time
   * that a test moves nothing hangs, and it is given back when that moves on.
   */
  private void awaitGivenBack() {
    try {
      if (parts.time().goesByItself() && !givenBack.isDone() && !isOwnThread()) {
        parts.time().await(givenBack, GIVING_BACK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    givenBack =
        CompletableFuture.allOf(
            lanes().map(Lane::startNoMore).toArray(CompletableFuture<?>[]::new));
    conductor.beginShutdown();
  }

  void interruptRuns() {
    runs().forEach(run -> run.stop(Reason.SHUTDOWN));
  }

  private ShutdownReport report() {
    List<ExecutionId> running =
        Stream.concat(
                runs().filter(Run::isRunning).map(Run::executionId),
                abandoned().stream().map(AbandonedRun::id))
            .distinct()
            .toList();
    return new ShutdownReport(state.get() == SchedulerState.TERMINATED, running);
  }

  private boolean isOwnThread() {
    return parts.events().isListening()
        || loops().stream().anyMatch(GuardedLoop::isCurrent)
        || runs().anyMatch(Run::isOnCurrentThread);
  }

  /** Ends loops, executors and stores; called by the conductor when the runs have ended. */
  void terminate() {
    int unfinished = (int) runs().filter(run -> run.isRunning() || run.isEnded()).count();
    int abandoned = unfinished + abandoned().size();
    lanes().forEach(Lane::stop);
    parts.executors().values().forEach(JobExecutor::shutdown);
    state.set(SchedulerState.TERMINATED);
    lanes().forEach(Lane::stop); // one that came meanwhile
    parts.executors().values().forEach(JobExecutor::shutdown);
    parts.events().publish(new LifecycleEvent.Shutdown(parts.time().instant(), abandoned));
    parts.events().end();
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

  /** What users do to one job of a store. */
  public JobCommands commands(String store) {
    return components.line(store).commands();
  }

  /** What users do to many jobs of a store. */
  public StoredJobs jobs(String store) {
    return components.line(store).jobs();
  }

  /** The names of the stores. */
  public List<String> stores() {
    return components.stores();
  }

  /** The names of the executors, in order. */
  public List<String> executors() {
    return List.copyOf(new TreeSet<>(parts.executors().keySet()));
  }

  /** Adds a store, and begins to run its jobs if the engine runs. */
  public void addStore(String name, JobStore store) {
    components.addStore(name, store);
  }

  /** Removes a store; it is closed when the last run here has ended. */
  public void removeStore(String name) {
    components.removeStore(name);
  }

  /** Adds an executor. */
  public void addExecutor(String name, JobExecutor executor) {
    components.addExecutor(name, executor);
  }

  /** Removes an executor and shuts it down; what runs on it goes on. */
  public JobExecutor removeExecutor(String name) {
    return components.removeExecutor(name);
  }

  /** Whether a removed store is not closed yet. */
  boolean isLeaving() {
    return components.isLeaving();
  }

  /** Closes removed stores that are idle; true if others are left. */
  boolean closeLeaving() {
    return components.closeLeaving();
  }

  /** Finds executions, whichever store has them. */
  public ExecutionLookup executions() {
    return executions;
  }

  /** What the lanes share. */
  public EngineParts parts() {
    return parts;
  }

  /** The store of that name. */
  public JobStore store(String name) {
    return components.line(name).lane().store();
  }

  /** Where the engine is in its life. */
  public SchedulerState state() {
    return state.get();
  }

  /** How each loop is doing. */
  public SchedulerHealth health() {
    return new SchedulerHealth(
        state.get(), loops().stream().map(GuardedLoop::health).toList(), abandoned());
  }

  private List<AbandonedRun> abandoned() {
    return lanes().flatMap(lane -> lane.abandoned().all().stream()).toList();
  }

  /** Announces loops that take longer than {@code limit} for a round. */
  void watch(Duration limit) {
    conductor.loop().watch(limit);
    components.forEachLane(lane -> lane.watch(limit));
  }

  List<GuardedLoop> loops() {
    List<GuardedLoop> all = new ArrayList<>();
    all.add(conductor.loop());
    components.forEachLane(lane -> all.addAll(lane.loops()));
    return all;
  }

  Stream<Lane> lanes() {
    return components.lanes();
  }

  Stream<Run> runs() {
    return lanes().flatMap(lane -> lane.runs().all().stream());
  }

  /** Refuses an executor name that nothing stands for. */
  public void requireExecutor(String name) {
    components.requireExecutor(name);
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
