package dev.punctual.scheduler.store.redis;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.store.redis.internal.RedisStore;
import dev.punctual.scheduler.store.redis.internal.Server;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in Redis 6.2 or later: one server, Sentinel or Cluster. They survive restarts of the
 * application, and of the server as far as it persists; several processes may share a namespace:
 * then each fire runs on one of them.
 *
 * <p>The server must not evict keys, and should write an append-only file. It is asked when the
 * store is opened.
 */
public final class RedisJobStore implements JobStore {

  private final RedisStore store;

  private RedisJobStore(RedisStore store) {
    this.store = store;
  }

  /**
   * Opens a store on the server at 127.0.0.1:6379.
   *
   * @throws IllegalStateException if the server cannot keep jobs
   * @throws StoreException if it cannot be reached
   */
  public static RedisJobStore create() {
    return open("redis://127.0.0.1:6379");
  }

  /**
   * Opens a store with a connection of its own.
   *
   * @param url such as {@code redis://host:6379/0}, {@code rediss://user:password@host}, or {@code
   *     redis-sentinel://host1,host2#primary}
   * @throws IllegalArgumentException if the address is not one
   * @throws IllegalStateException if the server cannot keep jobs
   * @throws StoreException if it cannot be reached
   */
  public static RedisJobStore open(String url) {
    return builder(url).open();
  }

  /** Opens a store through the application's client, which stays open when the store is closed. */
  public static RedisJobStore open(RedisClient client) {
    return builder(client).open();
  }

  /** Opens a store through the application's client, which stays open when the store is closed. */
  public static RedisJobStore open(RedisClusterClient client) {
    return builder(client).open();
  }

  /**
   * Begins to describe a store with a connection of its own.
   *
   * @param url as in {@link #open(String)}
   */
  public static Builder builder(String url) {
    try {
      return builder(RedisURI.create(url));
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "the address of Redis cannot be read; write redis://host:port/0, rediss://… or"
              + " redis-sentinel://host1,host2#primary (it is not shown: it may hold a password)");
    }
  }

  /** Begins to describe a store with a connection of its own. */
  public static Builder builder(RedisURI uri) {
    Objects.requireNonNull(uri, "uri");
    return new Builder(uri, null);
  }

  /** Begins to describe a store of the application's client. */
  public static Builder builder(RedisClient client) {
    Objects.requireNonNull(client, "client");
    return new Builder(null, () -> Server.of(client));
  }

  /** Begins to describe a store of the application's client. */
  public static Builder builder(RedisClusterClient client) {
    Objects.requireNonNull(client, "client");
    Builder builder = new Builder(null, () -> Server.of(client));
    builder.cluster = true;
    return builder;
  }

  @Override
  public JobRegistry jobs() {
    return store.jobs();
  }

  @Override
  public FireQueue queue() {
    return store.queue();
  }

  @Override
  public LeaseBook leases() {
    return store.leases();
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Membership members() {
    return store.members();
  }

  @Override
  public Hints hints() {
    return store.hints();
  }

  @Override
  public StoreTraits traits() {
    return store.traits();
  }

  @Override
  public Instant now() {
    return store.now();
  }

  /** Closes the connections that the store opened, and the client if the application gave none. */
  @Override
  public void close() {
    store.close();
  }

  /** Describes a store. Not for use by several threads. */
  public static final class Builder {

    private static final Duration MOST_AHEAD = Duration.ofSeconds(2);
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,47}");

    private final @Nullable RedisURI uri;
    private final @Nullable Supplier<Server> client;
    private boolean cluster;
    private String namespace = "default";
    private Duration timeout = Duration.ofSeconds(5);
    private Duration poll = Duration.ofSeconds(5);
    private Duration lookAhead = Duration.ofSeconds(1);
    private Durability durability = Durability.SERVER;
    private @Nullable InstantSource clock;

    private Builder(@Nullable RedisURI uri, @Nullable Supplier<Server> client) {
      this.uri = uri;
      this.client = client;
    }

    /**
     * Whether the address is that of a node of a Redis Cluster; it is not if this is not called.
     */
    public Builder cluster(boolean isCluster) {
      cluster = isCluster;
      return this;
    }

    /**
     * Names these jobs among those of others on the server; {@code default} if this is not called.
     *
     * @param name a letter or digit, then up to 47 letters, digits, dots, dashes or underscores
     */
    public Builder namespace(String name) {
      if (!NAMESPACE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the namespace '"
                + name
                + "' is not valid; use 1 to 48 letters, digits, '.', '-' or '_', first a letter or"
                + " digit");
      }
      namespace = name;
      return this;
    }

    /** How long a call may take, 100 ms to 10 s; 5 s if this is not called. */
    public Builder timeout(Duration duration) {
      if (duration.toMillis() < 100 || duration.toSeconds() > 10) {
        throw new IllegalArgumentException(
            "the timeout " + duration + " is out of range; use 100 ms to 10 s");
      }
      timeout = duration;
      return this;
    }

    /** When a write counts; {@link Durability#SERVER} if this is not called. */
    public Builder durability(Durability chosen) {
      durability = Objects.requireNonNull(chosen, "chosen");
      return this;
    }

    /** How often a node looks for work that nobody told it of; 5 s if this is not called. */
    public Builder poll(Duration period) {
      poll = Objects.requireNonNull(period, "period");
      return this;
    }

    /** How early due work is claimed, to be started at its instant; zero to 2 s, usually 1 s. */
    public Builder lookAhead(Duration duration) {
      if (duration.isNegative() || duration.compareTo(MOST_AHEAD) > 0) {
        throw new IllegalArgumentException(
            "the look-ahead " + duration + " is out of range; use zero to " + MOST_AHEAD);
      }
      lookAhead = duration;
      return this;
    }

    /** What tells the time instead of the server; for tests. All nodes must have the same. */
    public Builder clock(InstantSource instead) {
      clock = Objects.requireNonNull(instead, "instead");
      return this;
    }

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException if the options do not go together
     * @throws IllegalStateException if the server cannot keep jobs
     * @throws StoreException if it cannot be reached
     */
    public RedisJobStore open() {
      if (cluster && durability == Durability.REPLICATED) {
        throw new IllegalArgumentException(
            "durability REPLICATED needs one server or Sentinel: in a cluster nobody can wait for"
                + " the replicas of the right node; use SERVER");
      }
      StoreTraits traits = new StoreTraits(true, true, poll, Duration.ofMillis(5), lookAhead);
      int replicas = durability == Durability.REPLICATED ? 1 : 0;
      return new RedisJobStore(
          RedisStore.open(
              server(),
              new RedisStore.Options(
                  namespace, timeout, replicas, Duration.ofMillis(100), clock, () -> 0),
              traits));
    }

    private Server server() {
      if (client != null) {
        return client.get();
      }
      RedisURI address = Objects.requireNonNull(uri, "uri");
      return cluster ? Server.clusterAt(address, timeout) : Server.at(address, timeout);
    }
  }
}
