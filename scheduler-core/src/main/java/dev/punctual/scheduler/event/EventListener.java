package dev.punctual.scheduler.event;

/** Receives events of one type. */
@FunctionalInterface
public interface EventListener<E extends SchedulerEvent> {

  /**
   * Takes note of an event, on the thread on which it happened, and returns soon. What it throws is
   * logged and changes nothing.
   */
  void onEvent(E event);
}
