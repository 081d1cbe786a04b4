package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.StoreException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis server or cluster, with the connection that scripts are called on. */
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  /** How often a cluster is asked which of its nodes has what, whether or not one was missed. */
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final AbstractRedisClient client;
  private final @Nullable ClientResources owned; // null when the client is the application's
  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> pubSub;

  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean telling = new AtomicBoolean(); // that a connection is back
  private volatile @Nullable RedisConnectionStateListener listener;

  private Server(
      AbstractRedisClient client,
      @Nullable ClientResources owned,
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> pubSub) {
    this.client = client;
    this.owned = owned;
    this.connection = connection;
    this.commands = commands;
    this.pubSub = pubSub;
  }

  /** A server of a client that stays the application's. */
  public static Server of(RedisClient client) {
    return connect(client, null);
  }

  /** A cluster of a client that stays the application's. */
  public static Server of(RedisClusterClient client) {
    return connect(client, null);
  }

  /** A server, or the primary that Sentinel names, with a client of its own. */
  public static Server at(RedisURI uri, Duration timeout) {
    ClientResources resources = resources();
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(options(ClientOptions.builder(), timeout).build());
    return connect(client, resources);
  }

  /** A cluster with a client of its own. */
  public static Server clusterAt(RedisURI uri, Duration timeout) {
    ClientResources resources = resources();
    RedisClusterClient client = RedisClusterClient.create(resources, uri);
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    options(options, timeout);
    // A node is connected to when it is first needed, and the first commands wait for that.
    options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.DEFAULT);
    options.topologyRefreshOptions(
        ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(REFRESH).build());
    client.setOptions(options.build());
    return connect(client, resources);
  }

  /** Two seconds after a server is back its connections are, too. */
  private static ClientResources resources() {
    return ClientResources.builder()
        .reconnectDelay(Delay.fullJitter(Duration.ofMillis(1), SHUTDOWN, 10, TimeUnit.MILLISECONDS))
        .build();
  }

  /** Nothing waits for a lost connection, and nothing that may have arrived is sent again. */
  private static ClientOptions.Builder options(ClientOptions.Builder options, Duration timeout) {
    return options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .timeoutOptions(TimeoutOptions.enabled(timeout));
  }

  private static Server connect(RedisClient client, @Nullable ClientResources owned) {
    return opened(
        client,
        owned,
        () -> {
          StatefulRedisConnection<byte[], byte[]> connection =
              client.connect(ByteArrayCodec.INSTANCE);
          return new Server(
              client,
              owned,
              connection,
              connection.async(),
              () -> client.connectPubSub(ByteArrayCodec.INSTANCE));
        });
  }

  private static Server connect(RedisClusterClient client, @Nullable ClientResources owned) {
    return opened(
        client,
        owned,
        () -> {
          StatefulRedisClusterConnection<byte[], byte[]> connection =
              client.connect(ByteArrayCodec.INSTANCE);
          return new Server(
              client,
              owned,
              connection,
              connection.async(),
              () -> client.connectPubSub(ByteArrayCodec.INSTANCE));
        });
  }

  private static Server opened(
      AbstractRedisClient client, @Nullable ClientResources owned, Supplier<Server> opener) {
    try {
      return opener.get();
    } catch (RedisException failure) {
      shutdown(client, owned);
      throw Failures.connecting(failure);
    }
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return commands;
  }

  /**
   * Opens a connection for hints.
   *
   * @throws StoreException if the server cannot be reached
   */
  StatefulRedisPubSubConnection<byte[], byte[]> openPubSub() {
    try {
      return pubSub.get();
    } catch (RedisException failure) {
      throw Failures.connecting(failure);
    }
  }

  /**
   * Tells what becomes of connections from now on.
   *
   * @param lost called when one was lost, before any is opened in its place; does not block
   * @param back called when one is there, on a thread that may wait
   */
  void onConnections(Runnable lost, Runnable back) {
    RedisConnectionStateListener made =
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            lost.run();
          }

          @Override
          public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress at) {
            Object threads = client.getResources().eventExecutorGroup();
            if (threads instanceof Executor executor && telling.compareAndSet(false, true)) {
              executor.execute(() -> tell(back));
            }
          }
        };
    client.addListener(made);
    listener = made;
  }

  private void tell(Runnable back) {
    telling.set(false);
    try {
      back.run();
    } catch (RuntimeException gone) {
      LOG.debug("The server is gone again", gone);
    }
  }

  /** Closes the connection, and the client if it is this object's own. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      RedisConnectionStateListener made = listener;
      if (made != null) {
        client.removeListener(made);
      }
      connection.close();
      shutdown(client, owned);
    }
  }

  private static void shutdown(AbstractRedisClient client, @Nullable ClientResources owned) {
    if (owned != null) {
      client.shutdown(Duration.ZERO, SHUTDOWN);
      Object end = owned.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
      if (end instanceof Future<?> threads) {
        await(threads);
      }
    }
  }

  private static void await(Future<?> threads) {
    try {
      threads.get(2 * SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      LOG.warn("The threads of the Redis client did not end within {}", SHUTDOWN, late);
    }
  }
}
