package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.internal.engine.TaskRegistry;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.internal.time.SystemTime;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a scheduler: what it is made of, and its tasks, codecs and listeners. Good for one
 * scheduler.
 *
 * @param <S> the kind of scheduler
 */
public final class SchedulerBuilder<S> extends SchedulerOptions<SchedulerBuilder<S>> {

  static {
    BuilderTime.install((builder, source) -> ((SchedulerBuilder<?>) builder).time(source));
  }

  private final Function<SchedulerBuilder<?>, S> maker;
  private final List<Task<?>> tasks = new ArrayList<>();
  private final List<PayloadCodec> codecs = new ArrayList<>();
  private final List<EventListener<? super SchedulerEvent>> listeners = new ArrayList<>();
  private final Map<String, RateLimit> rateLimits = new LinkedHashMap<>();
  private @Nullable Set<String> onlyTasks;
  private int payloadLimit = TaskRegistry.USUAL_PAYLOAD;
  private TimeSource time = SystemTime.instance();

  SchedulerBuilder(Function<SchedulerBuilder<?>, S> maker) {
    this.maker = maker;
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
    Names.require("executor", executor);
    if (rateLimits.putIfAbsent(executor, Objects.requireNonNull(limit, "limit")) != null) {
      throw new IllegalArgumentException(
          "executor '" + executor + "' has two rate limits; keep one");
    }
    return this;
  }

  /**
   * Adds a codec; payloads are written by the first and read by the one that wrote them. Without
   * any, the one that the module path or class path offers is used.
   */
  public SchedulerBuilder<S> codec(PayloadCodec codec) {
    codecs.add(Objects.requireNonNull(codec, "codec"));
    return this;
  }

  /**
   * How many bytes the payload of a job may take in a store that outlives the process; 65,536
   * unless this is called.
   *
   * @param bytes 1 to 10,485,760
   * @throws IllegalArgumentException if it is out of range
   */
  public SchedulerBuilder<S> payloadLimit(int bytes) {
    if (bytes < 1 || bytes > TaskRegistry.LARGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "payloadLimit " + bytes + " is out of range; use 1 to " + TaskRegistry.LARGEST_PAYLOAD);
    }
    payloadLimit = bytes;
    return this;
  }

  /** Adds a listener for all events. */
  public SchedulerBuilder<S> listener(EventListener<? super SchedulerEvent> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Makes the scheduler; it stands still until it is started. If it cannot be made, no store that
   * was opened for it stays open.
   *
   * @throws IllegalArgumentException if two tasks have the same name
   * @throws dev.punctual.scheduler.config.ConfigProblemsException if a map or the properties have
   *     mistakes; it lists them all
   * @throws dev.punctual.scheduler.store.StoreException if a store that they describe cannot be
   *     opened
   */
  public S build() {
    return maker.apply(this);
  }

  SchedulerBuilder<S> time(TimeSource source) {
    time = source;
    return this;
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

  int payloadLimit() {
    return payloadLimit;
  }

  TimeSource time() {
    return time;
  }

  @Override
  SchedulerBuilder<S> self() {
    return this;
  }
}
