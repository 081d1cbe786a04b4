package dev.punctual.scheduler.store.redis;

import org.junit.jupiter.api.Test;

/** The primary of a namespace in a cluster dies, and its replica takes over. */
class ClusterFailoverIT {

  @Test
  void scheduler_whosePrimaryDies_goesOnWithTheReplica() {
    try (TestCluster cluster = TestCluster.startWithReplica()) {
      Failover.assertGoesOn(
          RedisJobStore.builder(cluster.url())
              .cluster(true)
              .namespace(TestCluster.namespaceOfTheFirst())
              .open(),
          cluster.first());
    }
  }
}
