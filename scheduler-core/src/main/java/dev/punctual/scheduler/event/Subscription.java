package dev.punctual.scheduler.event;

/** Ends the calls to a listener when it is closed; closing it again does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  @Override
  void close();
}
