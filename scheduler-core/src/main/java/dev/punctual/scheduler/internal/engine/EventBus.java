package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.Delivery;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import dev.punctual.scheduler.internal.time.TimeSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to listeners, one after another, on the thread on which they happen or through the
 * listener's own {@link EventBuffer}.
 */
public final class EventBus {

  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  private final TimeSource time;
  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();
  private final AtomicInteger buffers = new AtomicInteger();
  private final ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);
  private volatile boolean ended;

  EventBus(TimeSource time) {
    this.time = time;
  }

  /** Adds a listener for events of a type and its subtypes. */
  public <E extends SchedulerEvent> Subscription subscribe(
      Class<E> type, EventListener<? super E> listener) {
    Objects.requireNonNull(listener, "listener");
    return subscribe(
        Set.of(type), Delivery.SYNCHRONOUS, event -> listener.onEvent(type.cast(event)));
  }

  /** Adds a listener for events of several types and their subtypes. */
  public Subscription subscribe(
      Set<Class<? extends SchedulerEvent>> types,
      Delivery delivery,
      EventListener<? super SchedulerEvent> listener) {
    Objects.requireNonNull(listener, "listener");
    if (types.isEmpty()) {
      throw new IllegalArgumentException(
          "a listener without types hears nothing; name some, or SchedulerEvent for all");
    }
    EventBuffer buffer = null;
    if (delivery.isBuffered()) {
      String name = "punctual-events-" + buffers.incrementAndGet();
      buffer = new EventBuffer(name, delivery.capacity(), time, event -> call(listener, event));
    }
    Entry entry = new Entry(this, Set.copyOf(types), listener, buffer);
    entries.add(entry);
    if (ended) {
      entry.close();
    }
    return entry;
  }

  /** Whether anybody listens; an event need not be made otherwise. */
  boolean isHeard() {
    return !entries.isEmpty();
  }

  /** Whether the calling thread is inside a listener. */
  boolean isListening() {
    return depth.get() > 0;
  }

  /** Gives an event to every listener for its type; what a listener throws is logged. */
  void publish(SchedulerEvent event) {
    for (Entry entry : entries) {
      if (entry.wants(event)) {
        entry.offer(event);
      }
    }
  }

  /** No more events come: buffers end when they are empty. */
  void end() {
    ended = true;
    entries.forEach(Entry::end);
  }

  private void call(EventListener<? super SchedulerEvent> listener, SchedulerEvent event) {
    int before = depth.get();
    depth.set(before + 1);
    try {
      listener.onEvent(event);
    } catch (Throwable broken) {
      LOG.warn("A listener failed on {}", event.getClass().getSimpleName(), broken);
    } finally {
      if (before == 0) {
        depth.remove();
      } else {
        depth.set(before);
      }
    }
  }

  /** One listener; equal only to itself. */
  private static final class Entry implements Subscription {

    private final EventBus bus;
    private final Set<Class<? extends SchedulerEvent>> types;
    private final EventListener<? super SchedulerEvent> listener;
    private final @Nullable EventBuffer buffer;

    Entry(
        EventBus bus,
        Set<Class<? extends SchedulerEvent>> types,
        EventListener<? super SchedulerEvent> listener,
        @Nullable EventBuffer buffer) {
      this.bus = bus;
      this.types = types;
      this.listener = listener;
      this.buffer = buffer;
    }

    boolean wants(SchedulerEvent event) {
      for (Class<? extends SchedulerEvent> type : types) {
        if (type.isInstance(event)) {
          return true;
        }
      }
      return false;
    }

    void offer(SchedulerEvent event) {
      if (buffer == null) {
        bus.call(listener, event);
      } else {
        buffer.offer(event);
      }
    }

    void end() {
      if (buffer != null) {
        buffer.end();
      }
    }

    @Override
    public void close() {
      bus.entries.remove(this);
      if (buffer != null) {
        buffer.close();
      }
    }

    @Override
    public long dropped() {
      return buffer == null ? 0 : buffer.dropped();
    }
  }
}
