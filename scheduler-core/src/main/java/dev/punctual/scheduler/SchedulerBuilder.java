package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.internal.time.SystemTime;
import dev.punctual.scheduler.internal.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

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
  private TimeSource time = SystemTime.instance();

  SchedulerBuilder(Function<SchedulerBuilder<?>, S> maker) {
    this.maker = maker;
  }

  /** Registers tasks, so that jobs of a durable store find their code after a restart. */
  public SchedulerBuilder<S> tasks(Task<?>... registered) {
    tasks.addAll(List.of(registered));
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

  List<PayloadCodec> codecs() {
    return codecs;
  }

  List<EventListener<? super SchedulerEvent>> listeners() {
    return listeners;
  }

  TimeSource time() {
    return time;
  }

  @Override
  SchedulerBuilder<S> self() {
    return this;
  }
}
