package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.event.ComponentEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The named stores and executors of an engine, which may come and go while it runs. One change at a
 * time happens, under a lock that nothing else needs; reading takes no lock.
 *
 * <p>A store that was removed takes part in nothing new, but its lane lives on until its last run
 * here has ended.
 */
final class LiveComponents {

  private final EngineParts parts;
  private final Supplier<SchedulerState> state;
  private final Runnable onIdle;
  private final ReentrantLock changing = new ReentrantLock();
  private final Set<String> started = new HashSet<>(); // executors; guarded by changing
  private volatile Map<String, StoreLine> lines = Map.of(); // replaced under changing
  private final CopyOnWriteArrayList<Lane> leaving = new CopyOnWriteArrayList<>();

  /**
   * No stores yet, and the executors of {@code parts}.
   *
   * @param onIdle called when the last lease in a store is gone
   */
  LiveComponents(EngineParts parts, Supplier<SchedulerState> state, Runnable onIdle) {
    this.parts = parts;
    this.state = state;
    this.onIdle = onIdle;
  }

  /**
   * One store with all that belongs to it.
   *
   * @param lane the loops
   * @param staging the jobs added before the start
   * @param commands what users do to one of its jobs
   * @param jobs what users do to many of them
   */
  record StoreLine(Lane lane, Staging staging, JobCommands commands, StoredJobs jobs) {}

  /** Adds a store before anybody else knows this object. */
  void init(String name, JobStore store) {
    put(name, lineOf(name, store));
  }

  /**
   * Moves what was added before the start to the stores, starts the executors, and then calls
   * {@code commit}. What one attempt has done is not done again by the next.
   */
  void prepare(Runnable commit) {
    changing.lock();
    try {
      lines.values().forEach(line -> line.staging.moveToStore());
      parts.executors().forEach(this::start);
      commit.run();
    } finally {
      changing.unlock();
    }
  }

  /**
   * Puts other stores and executors in the place of all, and then calls {@code commit}, which may
   * still refuse. A store that stays under its name keeps all that belongs to it; jobs that were
   * added to another move.
   */
  void replace(Map<String, JobStore> stores, Map<String, JobExecutor> executors, Runnable commit) {
    List<SchedulerEvent> told;
    changing.lock();
    try {
      Map<String, StoreLine> oldLines = lines;
      Map<String, JobExecutor> oldExecutors = new TreeMap<>(parts.executors());
      Map<String, StoreLine> newLines = new LinkedHashMap<>();
      stores.forEach(
          (name, store) -> {
            StoreLine old = oldLines.get(name);
            newLines.put(
                name, old != null && isSame(old.lane.store(), store) ? old : lineOf(name, store));
          });
      new PendingJobs(oldLines, newLines, executors.keySet(), parts.tasks())
          .move(
              () -> {
                commit.run();
                lines = Collections.unmodifiableMap(newLines);
                parts.executors().keySet().retainAll(executors.keySet());
                parts.executors().putAll(executors);
              });
      told = retire(oldLines, oldExecutors);
      if (state.get() == SchedulerState.TERMINATED) { // a shutdown came in between
        newLines.values().forEach(line -> line.lane.stop());
        executors.values().forEach(JobExecutor::shutdown);
      }
    } finally {
      changing.unlock();
    }
    closeLeaving();
    told.forEach(this::publish);
  }

  /** Lets go of what was replaced, and answers what to tell of it besides the end of stores. */
  private List<SchedulerEvent> retire(
      Map<String, StoreLine> oldLines, Map<String, JobExecutor> oldExecutors) {
    Instant now = parts.time().instant();
    List<SchedulerEvent> told = new ArrayList<>();
    Set<JobStore> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    lines.values().forEach(line -> kept.add(line.lane.store()));
    oldLines.forEach(
        (name, line) -> {
          if (!kept.contains(line.lane.store())) {
            leaving.add(line.lane);
          } else if (!line.equals(lines.get(name))) {
            told.add(new ComponentEvent.StoreRemoved(now, name));
          }
        });
    lines.forEach(
        (name, line) -> {
          if (!line.equals(oldLines.get(name))) {
            told.add(new ComponentEvent.StoreAdded(now, name));
          }
        });
    oldExecutors.forEach(
        (name, executor) -> {
          if (!isSame(executor, parts.executors().get(name))) {
            told.add(new ComponentEvent.ExecutorRemoved(now, name));
          }
          if (!parts.executors().containsValue(executor)) {
            executor.shutdown();
          }
        });
    parts
        .executors()
        .forEach(
            (name, executor) -> {
              if (!isSame(executor, oldExecutors.get(name))) {
                told.add(new ComponentEvent.ExecutorAdded(now, name));
              }
            });
    return told;
  }

  void addStore(String name, JobStore store) {
    Names.require("store", name);
    Objects.requireNonNull(store, "store");
    changing.lock();
    try {
      requireOpen();
      if (lines.containsKey(name)) {
        throw taken("store", name);
      }
      StoreLine line = lineOf(name, store);
      if (state.get() != SchedulerState.NEW) {
        line.staging.moveToStore();
      }
      put(name, line);
      if (state.get() != SchedulerState.NEW) {
        line.lane.start();
        line.lane.onStateChange();
      }
      if (state.get() == SchedulerState.TERMINATED) {
        line.lane.stop();
      }
    } finally {
      changing.unlock();
    }
    publish(new ComponentEvent.StoreAdded(parts.time().instant(), name));
  }

  void removeStore(String name) {
    StoreLine line;
    changing.lock();
    try {
      line = line(name);
      if (line.staging.isOpen() && !line.staging.isEmpty()) {
        throw new IllegalStateException(
            "store '" + name + "' has jobs that wait for the start; remove them first");
      }
      Map<String, StoreLine> fewer = new LinkedHashMap<>(lines);
      fewer.remove(name);
      leaving.add(line.lane);
      lines = Collections.unmodifiableMap(fewer);
    } finally {
      changing.unlock();
    }
    line.lane.leave();
    if (state.get() == SchedulerState.NEW) {
      closeLeaving();
    } else {
      onIdle.run();
    }
  }

  /** Closes the removed stores that nothing here works with any more; true if there are others. */
  boolean closeLeaving() {
    for (Lane lane : leaving) {
      if (lane.isSettled()
          && lane.windDown(parts.settings().flushGrace()) == 0
          && leaving.remove(lane)) {
        lane.stop();
        publish(new ComponentEvent.StoreRemoved(parts.time().instant(), lane.name()));
      }
    }
    return !leaving.isEmpty();
  }

  void addExecutor(String name, JobExecutor executor) {
    Names.require("executor", name);
    Objects.requireNonNull(executor, "executor");
    changing.lock();
    try {
      requireOpen();
      if (parts.executors().containsKey(name)) {
        throw taken("executor", name);
      }
      if (state.get() != SchedulerState.NEW) {
        start(name, executor);
      }
      parts.executors().put(name, executor);
      if (state.get() == SchedulerState.TERMINATED) {
        executor.shutdown();
      }
    } finally {
      changing.unlock();
    }
    lanes().forEach(lane -> lane.dispatcher().wake());
    publish(new ComponentEvent.ExecutorAdded(parts.time().instant(), name));
  }

  JobExecutor removeExecutor(String name) {
    JobExecutor executor;
    changing.lock();
    try {
      requireExecutor(name);
      executor = Objects.requireNonNull(parts.executors().remove(name));
      started.remove(name);
    } finally {
      changing.unlock();
    }
    lanes().forEach(lane -> lane.revokeQueue(name));
    executor.shutdown();
    publish(new ComponentEvent.ExecutorRemoved(parts.time().instant(), name));
    return executor;
  }

  StoreLine line(String store) {
    StoreLine line = lines.get(store);
    if (line == null) {
      throw new IllegalArgumentException(
          "there is no store called '" + store + "'; the scheduler has " + lines.keySet());
    }
    return line;
  }

  void requireExecutor(String name) {
    if (!parts.executors().containsKey(name)) {
      throw new IllegalArgumentException(
          "there is no executor called '"
              + name
              + "'; the scheduler has "
              + new TreeSet<>(parts.executors().keySet()));
    }
  }

  boolean isLeaving() {
    return !leaving.isEmpty();
  }

  /** The names of the stores, in the order in which they were added. */
  List<String> stores() {
    return List.copyOf(lines.keySet());
  }

  /** All lanes that may hold leases. */
  Stream<Lane> lanes() {
    return Stream.concat(lines.values().stream().map(StoreLine::lane), leaving.stream());
  }

  void forEachLane(Consumer<Lane> action) {
    lines.values().forEach(line -> action.accept(line.lane()));
    leaving.forEach(action);
  }

  private void start(String name, JobExecutor executor) {
    if (!started.contains(name)) {
      TimeSource time = parts.time();
      executor.start(
          new ExecutorContext(
              name, time.threads("punctual-" + name), time::nanoTime, this::onRoom));
      started.add(name);
    }
  }

  private void onRoom() {
    lines.values().forEach(line -> line.lane.dispatcher().onRoom());
    leaving.forEach(lane -> lane.dispatcher().onRoom());
  }

  private StoreLine lineOf(String name, JobStore store) {
    Lane lane = new Lane(name, store, parts, state, onIdle);
    Staging staging = new Staging(store);
    JobCommands commands = new JobCommands(lane, staging);
    return new StoreLine(lane, staging, commands, new StoredJobs(lane, staging, commands));
  }

  private void put(String name, StoreLine line) {
    Map<String, StoreLine> more = new LinkedHashMap<>(lines);
    more.put(name, line);
    lines = Collections.unmodifiableMap(more);
  }

  private void requireOpen() {
    SchedulerState now = state.get();
    if (Engine.isEnding(now)) {
      throw new IllegalStateException("the scheduler is " + now + "; it takes nothing more in");
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the object that was given
  private static boolean isSame(Object one, @Nullable Object other) {
    return one == other;
  }

  private void publish(SchedulerEvent event) {
    parts.events().publish(event);
  }

  private static IllegalArgumentException taken(String what, String name) {
    return new IllegalArgumentException(
        "there is "
            + (what.equals("executor") ? "an " : "a ")
            + what
            + " called '"
            + name
            + "' already; remove it first or choose another name");
  }
}
