package dev.punctual.scheduler.internal.engine;

import com.google.common.collect.ImmutableList;
import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the engine does for one store: its loops, and the leases that this node holds there. */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** A call within the process is made for few jobs as fast as for many, but for its lock. */
  private static final int IN_PROCESS_BATCH = 500;

  private final String name;
  private final String owner;
  private final JobStore store;
  private final EngineParts parts;
  private final LocalRuns runs;
  private final Completions completions;
  private final Dispatcher dispatcher;
  private final LeaseKeeper keeper;
  private final Deadlines deadlines;
  private final AbandonedRuns abandoned;
  private final Reassertion reassertion;
  private final List<GuardedLoop> loops;
  private final Waiters waiters;
  private final Runnable onIdle;
  private final Supplier<SchedulerState> state;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<@Nullable WindDown> windDown = new AtomicReference<>();
  private volatile boolean leaving;
  private volatile Hints.@Nullable Subscription hints; // written by start, then by upkeep alone

  /**
   * A lane that stands still.
   *
   * @param state says where the engine is in its life
   * @param onIdle called when the last lease of this node is gone, and when its loops have ended
   */
  Lane(
      String name,
      JobStore store,
      EngineParts parts,
      Supplier<SchedulerState> state,
      Runnable onIdle) {
    this.name = name;
    this.owner = Ids.ofNode(parts.time());
    this.store = store;
    this.parts = parts;
    this.state = state;
    this.onIdle = onIdle;
    this.runs = new LocalRuns(onIdle);
    this.completions = new Completions(this);
    this.dispatcher = new Dispatcher(this);
    this.waiters = new Waiters(this);
    this.keeper = new LeaseKeeper(this);
    this.deadlines = new Deadlines(this);
    this.abandoned = new AbandonedRuns(this);
    this.reassertion = new Reassertion(this);
    this.loops =
        List.of(dispatcher.loop(), completions.loop(), keeper.loop(), new Upkeep(this).loop());
  }

  /** Starts the loops, the first time. */
  void start() {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    try {
      subscribe();
    } catch (RuntimeException storeTrouble) {
      LOG.warn("Store '{}' gives no hints yet; its jobs are looked for", name, storeTrouble);
    }
    loops.forEach(GuardedLoop::start);
  }

  /** Has the store tell of due work early from now on, unless it does already. */
  void subscribe() {
    if (hints != null) {
      return;
    }
    Hints.Subscription made = store.hints().subscribe(new HintReceiver(this, keeper, reassertion));
    hints = made;
    if (closed.get()) {
      made.close();
    }
  }

  /** Has the dispatch loop go on, or gives back what has not started, as the state says. */
  void onStateChange() {
    if (isDispatching()) {
      dispatcher.wake();
    } else {
      giveBack(runs.revoke(run -> true));
    }
  }

  /**
   * Keeps all that has not started from starting and gives it back, on a thread of its own: the
   * store may hang, and a shutdown is not to hang with it.
   *
   * @return completes when that is done or was left to the dispatch loop
   */
  CompletableFuture<?> startNoMore() {
    List<Run> revoked = runs.revoke(run -> true);
    if (revoked.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CallQueue calls = new CallQueue("punctual-" + name + "-release", time());
    CompletionStage<?> done = calls.run(() -> giveBack(revoked));
    calls.close();
    return done.toCompletableFuture();
  }

  /** Makes no more runs for good; what runs goes on. */
  void leave() {
    leaving = true;
    onStateChange();
  }

  /**
   * Ends the loops.
   *
   * @param patience how long a round is waited for
   * @return how many nanoseconds to wait at most until none of them is in a round any more; 0 if
   *     that is so, or one has not ended in time
   */
  long windDown(Duration patience) {
    WindDown begun = windDown.get();
    if (begun == null) {
      windDown.compareAndSet(null, WindDown.begin(time(), loops(), onIdle));
      begun = windDown.get();
    }
    return begun == null ? 0 : begun.nanosLeft(patience);
  }

  /** Ends the loops and, the first time, tells the store that this node is gone. */
  void stop() {
    loops.forEach(GuardedLoop::stop);
    dispatcher.starter().stop();
    deadlines.stop();
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    waiters.close();
    try {
      Hints.Subscription subscription = hints;
      if (subscription != null) {
        subscription.close();
      }
      store.members().leave(owner());
    } catch (RuntimeException storeTrouble) {
      LOG.warn("Store '{}' could not be left in order", name, storeTrouble);
    }
    try {
      store.close();
    } catch (RuntimeException storeTrouble) {
      LOG.warn("Store '{}' could not be closed in order", name, storeTrouble);
    }
  }

  /** Keeps the runs of a job that have not started from starting, and gives them back. */
  void revoke(String jobId) {
    giveBack(runs.revoke(run -> run.jobId().equals(jobId)));
  }

  /** Keeps the runs of several jobs that have not started from starting, and gives them back. */
  void revoke(Set<String> jobIds) {
    giveBack(runs.revoke(run -> jobIds.contains(run.jobId())));
  }

  /** Keeps the runs that wait for an executor from starting, and gives them back. */
  void revokeQueue(String queue) {
    giveBack(runs.revoke(run -> run.record().policy().queue().equals(queue)));
  }

  /** Gives revoked leases back to the store; if that fails it is tried again later. */
  void giveBack(List<Run> revoked) {
    if (revoked.isEmpty()) {
      return;
    }
    boolean gone = false;
    try {
      reassertion.settle(
          revoked,
          runs -> release(runs.stream().map(run -> run.record().lease()).toList()),
          current -> current);
      gone = true;
    } catch (RuntimeException storeTrouble) {
      LOG.warn("{} leases could not be given back yet", revoked.size(), storeTrouble);
    } finally {
      if (gone) {
        runs.remove(revoked);
      } else {
        dispatcher.doubt(revoked);
      }
    }
  }

  private List<Boolean> release(List<LeaseRef> leases) {
    return Twice.call(() -> store.leases().release(owner(), leases));
  }

  /** Gives back those leases that no run here knows. */
  void releaseUnknown(List<LeaseRef> claims) {
    Set<LeaseRef> unknown = new HashSet<>(claims);
    runs.all().forEach(run -> unknown.remove(run.record().lease()));
    if (!unknown.isEmpty()) {
      release(List.copyOf(unknown));
    }
  }

  /** Forgets a run whose lease is gone; the store decides what becomes of it. */
  void abandon(Run run) {
    runs.remove(List.of(run));
  }

  /**
   * A later fire of a job waits for the running one, which the store may have asked to stop: finds
   * out at once if that runs here.
   */
  void onSuperseded(String jobId) {
    keeper.revoked(jobId);
  }

  /** What events say about an execution of this lane. */
  ExecutionEvent.Run info(ExecutionRecord record) {
    return new ExecutionEvent.Run(
        record.id(),
        record.task(),
        name,
        owner(),
        record.fireTime(),
        record.adjustment(),
        record.attempt());
  }

  /** Makes a loop of this lane. */
  GuardedLoop loop(String role, GuardedLoop.Round body) {
    return new GuardedLoop(
        "punctual-" + name + "-" + role, parts.time(), parts.events(), body, this::onRecovery);
  }

  /** What one loop waited for after a failure is most likely there again for all. */
  private void onRecovery() {
    loops.forEach(GuardedLoop::retry);
  }

  /** Whether this node holds no lease here, none is on its way, and none is in doubt. */
  boolean isSettled() {
    return runs.isQuiet() && !dispatcher.isInDoubt();
  }

  /** Tells the engine if this node has no more leases here. */
  void onSettled() {
    if (isSettled()) {
      onIdle.run();
    }
  }

  String name() {
    return name;
  }

  /**
   * By what the store knows the leases of this lane; two lanes of one store have a name each, so
   * that neither takes the other's leases for lost ones.
   */
  String owner() {
    return owner;
  }

  JobStore store() {
    return store;
  }

  LocalRuns runs() {
    return runs;
  }

  Completions completions() {
    return completions;
  }

  Waiters waiters() {
    return waiters;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  AbandonedRuns abandoned() {
    return abandoned;
  }

  Reassertion reassertion() {
    return reassertion;
  }

  List<GuardedLoop> loops() {
    ImmutableList.Builder<GuardedLoop> all = ImmutableList.<GuardedLoop>builder().addAll(loops);
    Stream.of(dispatcher.starter().loop(), deadlines.loop())
        .filter(Objects::nonNull)
        .forEach(all::add);
    return all.build();
  }

  /** Announces loops that take longer than {@code limit} for a round. */
  void watch(Duration limit) {
    for (GuardedLoop each : loops()) {
      each.watch(limit);
    }
  }

  boolean isDispatching() {
    return !leaving && state.get() == SchedulerState.RUNNING;
  }

  TimeSource time() {
    return parts.time();
  }

  EventBus events() {
    return parts.events();
  }

  RateLimits rates() {
    return parts.rates();
  }

  TaskRegistry tasks() {
    return parts.tasks();
  }

  /** This node with the tasks and queues that it takes now. */
  Node node() {
    return parts.tasks().node(owner, executors().keySet());
  }

  /** Most jobs, executions or outcomes in one call to the store. */
  int batch() {
    return store.traits().durable() ? settings().batch() : IN_PROCESS_BATCH;
  }

  EngineSettings settings() {
    return parts.settings();
  }

  Map<String, JobExecutor> executors() {
    return parts.executors();
  }
}
