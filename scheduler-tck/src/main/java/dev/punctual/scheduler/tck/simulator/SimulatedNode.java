package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** One real scheduler on a simulated host. */
final class SimulatedNode {

  private final Cluster cluster;
  private final Host host;
  private final HostTime time;
  private final LinkedStore store;
  private final NavigableSet<String> tasks;
  private final List<Task<Void>> code = new ArrayList<>();
  private final @Nullable RateLimit rate; // of the executor
  private final BackgroundScheduler scheduler;

  /**
   * A node that does not run yet.
   *
   * @param tasks the tasks that it knows
   */
  SimulatedNode(Cluster cluster, Host host, HostTime time, NavigableSet<String> tasks) {
    this.cluster = cluster;
    this.host = host;
    this.time = time;
    this.tasks = tasks;
    Chance chance = cluster.world().chance;
    int threads = chance.between(1, 6);
    int places = chance.hits(500) ? 0 : chance.between(1, 6);
    Work work = new Work(cluster, host);
    SimulatedExecutor executor = new SimulatedExecutor(cluster, host, work, threads, places);
    store = new LinkedStore(cluster, new Link(cluster, host), executor);
    tasks.forEach(name -> code.add(work.task(name)));
    SchedulerBuilder<BackgroundScheduler> builder = BackgroundScheduler.builder();
    BuilderTime.set(builder, time);
    rate = chance.hits(300) ? Cluster.EXECUTOR_RATE : null;
    if (rate != null) {
      builder.rateLimit("default", rate);
    }
    scheduler =
        builder
            .jobStore("default", store)
            .executor("default", executor)
            .tasks(code.toArray(new Task<?>[0]))
            .build();
    scheduler.subscribe(TroubleEvent.LoopFailed.class, this::onLoopFailed);
    scheduler.subscribe(LifecycleEvent.Shutdown.class, this::onShutdown);
  }

  void start() {
    cluster.note(host.name, new Event.Up(String.join(" ", tasks), rate));
    scheduler.start();
  }

  /** Stops for ever without a word. */
  void crash() {
    host.dead = true;
    store.cut();
  }

  /**
   * Stands still for a while.
   *
   * @param suspended whether elapsed time stands still too
   */
  void freeze(long nanos, boolean suspended) {
    long now = cluster.world().now();
    if (host.frozenUntil <= now) {
      host.frozenUntil = now + nanos;
      if (suspended) {
        time.forget(nanos);
      }
    }
  }

  /** Begins to shut down in order. */
  void leave() {
    scheduler.shutdown(Duration.ZERO);
  }

  /** Is shut down in earnest: what still runs is interrupted and given back. */
  void leaveNow() {
    if (!hasLeft()) {
      cluster.note(host.name, new Event.Trouble("interrupts what still runs"));
      scheduler.shutdownNow();
    }
  }

  boolean hasLeft() {
    return scheduler.state() == SchedulerState.TERMINATED;
  }

  /** Whether users can talk to it now. */
  boolean isReachable() {
    return !host.dead
        && host.frozenUntil <= cluster.world().now()
        && scheduler.state() == SchedulerState.RUNNING;
  }

  Host host() {
    return host;
  }

  HostTime time() {
    return time;
  }

  BackgroundScheduler scheduler() {
    return scheduler;
  }

  NavigableSet<String> tasks() {
    return tasks;
  }

  List<Task<Void>> code() {
    return code;
  }

  private void onLoopFailed(TroubleEvent.LoopFailed failed) {
    if (!host.dead && !(failed.error() instanceof StoreException)) {
      cluster.note(host.name, new Event.LoopBroke(failed.loop(), failed.error().toString()));
    }
  }

  private void onShutdown(SchedulerEvent event) {
    if (!host.dead && event instanceof LifecycleEvent.Shutdown shutdown) {
      cluster.note(host.name, new Event.Down(host.name, shutdown.abandoned()));
    }
  }
}
