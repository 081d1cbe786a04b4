package dev.punctual.scheduler.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Three primaries that share the slots, on loopback; gone when it is closed. */
final class TestCluster implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final int SIZE = 3;

  private final List<TestServer> servers;
  private final RedisClusterClient client;

  private TestCluster(List<TestServer> servers) {
    this.servers = servers;
    this.client = RedisClusterClient.create(RedisURI.create(servers.get(0).url()));
  }

  static TestCluster start() {
    List<TestServer> servers = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      servers.add(
          TestServer.start(
              "cluster-enabled yes",
              "cluster-config-file " + TestServer.folder().resolve("nodes.conf"),
              "cluster-node-timeout 5000"));
    }
    for (int i = 0; i < SIZE; i++) {
      join(servers, i);
    }
    return new TestCluster(servers);
  }

  private static void join(List<TestServer> servers, int at) {
    RedisClient client = RedisClient.create(servers.get(at).url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      int from = SLOTS * at / SIZE;
      int to = SLOTS * (at + 1) / SIZE;
      connection.sync().clusterAddSlots(IntStream.range(from, to).toArray());
      if (at == 0) {
        servers.subList(1, SIZE).forEach(s -> connection.sync().clusterMeet("127.0.0.1", s.port()));
      } else {
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> connection.sync().clusterInfo().contains("cluster_known_nodes:3"));
      }
    } finally {
      client.shutdown();
    }
  }

  /** A client that knows all nodes. */
  RedisClusterClient client() {
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              client.refreshPartitions();
              return client.getPartitions().size() == SIZE && isWhole();
            });
    return client;
  }

  private boolean isWhole() {
    for (TestServer server : servers) {
      RedisClient each = RedisClient.create(server.url());
      try (StatefulRedisConnection<String, String> connection = each.connect()) {
        if (!connection.sync().clusterInfo().contains("cluster_state:ok")) {
          return false;
        }
      } finally {
        each.shutdown();
      }
    }
    return true;
  }

  @Override
  public void close() {
    client.shutdown();
    servers.forEach(TestServer::close);
  }
}
