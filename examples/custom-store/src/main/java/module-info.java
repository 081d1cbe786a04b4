/**
 * A store of one's own, made of what the scheduler exports and nothing else.
 *
 * @provides dev.punctual.scheduler.store.JobStoreProvider type {@code toy}
 */
module com.example.store {
  requires transitive dev.punctual.scheduler;

  exports com.example.store;

  provides dev.punctual.scheduler.store.JobStoreProvider with
      com.example.store.ToyStoreProvider;
}
