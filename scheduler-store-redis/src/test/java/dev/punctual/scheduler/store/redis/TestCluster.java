package dev.punctual.scheduler.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
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
    return start(5_000);
  }

  private static TestCluster start(int nodeTimeoutMillis) {
    List<TestServer> servers = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      servers.add(startNode(nodeTimeoutMillis));
    }
    for (int i = 0; i < SIZE; i++) {
      join(servers, i);
    }
    return new TestCluster(servers);
  }

  private static TestServer startNode(int nodeTimeoutMillis) {
    return TestServer.start(
        "cluster-enabled yes",
        "cluster-node-timeout " + nodeTimeoutMillis,
        "repl-diskless-sync-delay 0");
  }

  /** A cluster whose first primary has a replica, which takes its place soon after it died. */
  static TestCluster startWithReplica() {
    TestCluster cluster = start(1_500);
    TestServer first = cluster.servers.get(0);
    TestServer replica = startNode(1_500);
    cluster.servers.add(replica);
    String id = first.ask(commands -> commands.clusterMyId());
    replica.ask(commands -> commands.clusterMeet("127.0.0.1", first.port()));
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(() -> replica.ask(commands -> commands.clusterReplicate(id)).equals("OK"));
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              String info = replica.ask(commands -> commands.info("replication"));
              return info.contains("master_link_status:up") && cluster.isWhole();
            });
    return cluster;
  }

  /** A namespace whose keys the first primary has. */
  static String namespaceOfTheFirst() {
    for (int i = 0; ; i++) {
      if (SlotHash.getSlot("{punctual:n" + i + "}:") < SLOTS / SIZE) {
        return "n" + i;
      }
    }
  }

  TestServer first() {
    return servers.get(0);
  }

  /** The address of a node that lives on when the first dies. */
  String url() {
    return servers.get(1).url();
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
