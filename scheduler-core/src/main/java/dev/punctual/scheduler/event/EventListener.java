package dev.punctual.scheduler.event;

/** Receives events of one type. */
@FunctionalInterface
public interface EventListener<E extends SchedulerEvent> {

  /**
   * Takes note of an event and returns soon. What it throws is logged and changes nothing. Which
   * thread calls it is a matter of the {@link Delivery}.
   */
  void onEvent(E event);
}
