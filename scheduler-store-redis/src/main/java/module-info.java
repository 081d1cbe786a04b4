/** Jobs in Redis. */
module dev.punctual.scheduler.store.redis {
  requires transitive dev.punctual.scheduler;
  requires transitive lettuce.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.store.redis;

  provides dev.punctual.scheduler.store.JobStoreProvider with
      dev.punctual.scheduler.store.redis.internal.RedisJobStoreProvider;
}
