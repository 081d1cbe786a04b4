package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.executor.VirtualThreadExecutor;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.internal.time.SystemTime;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a scheduler. Everything has a default: one store in memory, one pool of 10 threads,
 * both called {@code default}. Not for use by several threads, and good for one scheduler.
 *
 * @param <S> the kind of scheduler
 */
public final class SchedulerBuilder<S> {

  /** The name of the store and of the executor that jobs use unless they say otherwise. */
  static final String DEFAULT = "default";

  private static final int DEFAULT_THREADS = 10;

  static {
    BuilderTime.install((builder, source) -> ((SchedulerBuilder<?>) builder).time(source));
  }

  private final Function<SchedulerBuilder<?>, S> maker;
  private final Map<String, JobStore> stores = new LinkedHashMap<>();
  private final Map<String, JobExecutor> executors = new LinkedHashMap<>();
  private final List<Task<?>> tasks = new ArrayList<>();
  private final List<PayloadCodec> codecs = new ArrayList<>();
  private final List<EventListener<? super SchedulerEvent>> listeners = new ArrayList<>();
  private final Map<String, RateLimit> rateLimits = new LinkedHashMap<>();
  private @Nullable Set<String> onlyTasks;
  private JobPolicy defaults = JobPolicy.DEFAULT;
  private @Nullable ZoneId zone;
  private DstPolicy dst = DstPolicy.RECOMMENDED;
  private TimeSource time = SystemTime.instance();

  SchedulerBuilder(Function<SchedulerBuilder<?>, S> maker) {
    this.maker = maker;
  }

  /**
   * Adds a store.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   */
  public SchedulerBuilder<S> jobStore(String name, JobStore store) {
    putNew("store", stores, name, store);
    return this;
  }

  /**
   * Adds an executor; it must not be used by another scheduler.
   *
   * @throws IllegalArgumentException if the name is not valid or taken
   */
  public SchedulerBuilder<S> executor(String name, JobExecutor executor) {
    putNew("executor", executors, name, executor);
    return this;
  }

  /**
   * Runs jobs in virtual threads, one each, unless they name another executor; the same as an
   * executor called {@code default} of {@link VirtualThreadExecutor#create}.
   *
   * @throws IllegalArgumentException if there is an executor called {@code default} already
   * @throws UnsupportedOperationException if this Java has no virtual threads, which came with 21
   */
  public SchedulerBuilder<S> virtualThreads() {
    return executor(DEFAULT, VirtualThreadExecutor.create());
  }

  /** Says what holds for jobs that do not say otherwise; a second call builds on the first. */
  public SchedulerBuilder<S> jobDefaults(Consumer<JobDefaults> changes) {
    JobDefaults options = new JobDefaults(defaults);
    changes.accept(options);
    defaults = options.policy();
    return this;
  }

  /** The zone of triggers that name none; the system's zone if this is not called. */
  public SchedulerBuilder<S> zone(ZoneId zoneId) {
    zone = Objects.requireNonNull(zoneId, "zoneId");
    return this;
  }

  /**
   * What clock changes do to triggers that do not say; {@link DstPolicy#RECOMMENDED} by default.
   */
  public SchedulerBuilder<S> dst(DstPolicy policy) {
    dst = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /** Registers tasks, so that jobs of a durable store find their code after a restart. */
  public SchedulerBuilder<S> tasks(Task<?>... registered) {
    tasks.addAll(List.of(registered));
    return this;
  }

  /**
   * Has this node run no tasks but these; jobs of others can be added and controlled here and run
   * on other nodes of their store. With no name it only schedules. Code that is an object of this
   * process runs here all the same.
   *
   * @param names names of tasks, registered already or later; a second call replaces the first
   */
  public SchedulerBuilder<S> onlyTasks(String... names) {
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names) {
      wanted.add(Names.require("task", name));
    }
    onlyTasks = wanted;
    return this;
  }

  /**
   * Limits how many runs an executor of this node starts in a while.
   *
   * @param executor the executor's name; it need not be there yet
   * @throws IllegalArgumentException if the executor has a limit already
   */
  public SchedulerBuilder<S> rateLimit(String executor, RateLimit limit) {
    putNew("rate limit", rateLimits, executor, limit);
    return this;
  }

  /** Adds a codec; payloads are written by the first and read by the one that wrote them. */
  public SchedulerBuilder<S> codec(PayloadCodec codec) {
    codecs.add(Objects.requireNonNull(codec, "codec"));
    return this;
  }

  /** Adds a listener for all events. */
  public SchedulerBuilder<S> listener(EventListener<? super SchedulerEvent> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Makes the scheduler; it stands still until it is started.
   *
   * @throws IllegalArgumentException if two tasks have the same name
   */
  public S build() {
    stores.computeIfAbsent(DEFAULT, name -> MemoryJobStore.create(time));
    executors.computeIfAbsent(DEFAULT, name -> ThreadPoolExecutor.ofSize(DEFAULT_THREADS));
    return maker.apply(this);
  }

  SchedulerBuilder<S> time(TimeSource source) {
    time = source;
    return this;
  }

  Map<String, JobStore> stores() {
    return stores;
  }

  Map<String, JobExecutor> executors() {
    return executors;
  }

  List<Task<?>> tasks() {
    return tasks;
  }

  @Nullable Set<String> takenTasks() {
    return onlyTasks;
  }

  Map<String, RateLimit> rateLimits() {
    return rateLimits;
  }

  List<PayloadCodec> codecs() {
    return codecs;
  }

  List<EventListener<? super SchedulerEvent>> listeners() {
    return listeners;
  }

  JobPolicy defaults() {
    return defaults;
  }

  ZoneId zone() {
    ZoneId chosen = zone;
    return chosen == null ? time.zone() : chosen;
  }

  DstPolicy dst() {
    return dst;
  }

  TimeSource time() {
    return time;
  }

  private static <T> void putNew(String what, Map<String, T> all, String name, T part) {
    Names.require(what, name);
    if (all.putIfAbsent(name, Objects.requireNonNull(part, what)) != null) {
      throw new IllegalArgumentException("two " + what + "s are called '" + name + "'");
    }
  }
}
