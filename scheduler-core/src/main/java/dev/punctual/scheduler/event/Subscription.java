package dev.punctual.scheduler.event;

/** Ends the calls to a listener when it is closed; closing it again does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  @Override
  void close();

  /** How many events were lost because too many waited; always 0 without a buffer. */
  default long dropped() {
    return 0;
  }
}
