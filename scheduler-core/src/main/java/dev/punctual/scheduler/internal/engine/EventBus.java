package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to listeners, one after another, on the thread on which they happen. */
public final class EventBus {

  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  private final CopyOnWriteArrayList<Entry<?>> entries = new CopyOnWriteArrayList<>();

  /** Adds a listener for events of a type and its subtypes. */
  public <E extends SchedulerEvent> Subscription subscribe(
      Class<E> type, EventListener<? super E> listener) {
    Entry<E> entry = new Entry<>(type, listener);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  /** Whether anybody listens; an event need not be made otherwise. */
  boolean isHeard() {
    return !entries.isEmpty();
  }

  /** Calls every listener for the event's type; what a listener throws is logged. */
  void publish(SchedulerEvent event) {
    for (Entry<?> entry : entries) {
      try {
        entry.offer(event);
      } catch (Throwable broken) {
        LOG.warn("A listener failed on {}", event.getClass().getSimpleName(), broken);
      }
    }
  }

  /** One listener; equal only to itself. */
  private static final class Entry<E extends SchedulerEvent> {
    private final Class<E> type;
    private final EventListener<? super E> listener;

    Entry(Class<E> type, EventListener<? super E> listener) {
      this.type = type;
      this.listener = listener;
    }

    void offer(SchedulerEvent event) {
      if (type.isInstance(event)) {
        listener.onEvent(type.cast(event));
      }
    }
  }
}
