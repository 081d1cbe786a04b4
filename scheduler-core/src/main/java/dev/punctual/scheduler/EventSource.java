package dev.punctual.scheduler;

import dev.punctual.scheduler.event.Delivery;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import java.util.Set;

/** Tells listeners what happens. */
public interface EventSource {

  /**
   * Calls {@code listener} for events of {@code type} and its subtypes until it is closed, on the
   * thread on which they happen.
   */
  <E extends SchedulerEvent> Subscription subscribe(
      Class<E> type, EventListener<? super E> listener);

  /**
   * Calls {@code listener} for events of {@code types} and their subtypes until it is closed. Each
   * event comes once and all come in the order in which they happen. With a buffer those that wait
   * when the scheduler has ended are still delivered.
   *
   * @param types one or more
   * @throws IllegalArgumentException if there is no type
   */
  Subscription subscribe(
      Set<Class<? extends SchedulerEvent>> types,
      Delivery delivery,
      EventListener<? super SchedulerEvent> listener);
}
