/** A user's application that is a module itself. */
module com.example.consumer {
  requires dev.punctual.scheduler;

  exports com.example.consumer;
}
