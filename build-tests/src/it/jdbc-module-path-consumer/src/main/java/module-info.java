/** A user's application that is a module itself. */
module com.example.consumer {
  requires dev.punctual.scheduler;
  requires dev.punctual.scheduler.store.jdbc;

  exports com.example.consumer;
}
