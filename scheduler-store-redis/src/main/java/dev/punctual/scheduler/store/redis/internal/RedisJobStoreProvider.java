package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.redis.Durability;
import dev.punctual.scheduler.store.redis.RedisJobStore;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Optional;

/**
 * Opens Redis stores: type {@code redis}, options {@code url}, or {@code host}, {@code port},
 * {@code db}, {@code ssl}, {@code username} and {@code password}; and {@code namespace}, {@code
 * cluster}, {@code durability}, {@code timeout}, {@code poll} and {@code look-ahead}.
 */
public final class RedisJobStoreProvider implements JobStoreProvider {

  private static final int MOST_PORT = 65_535;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** For {@link java.util.ServiceLoader}. */
  public RedisJobStoreProvider() {}

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public JobStore open(ConfigReader config) {
    RedisURI uri = uri(config);
    RedisJobStore.Builder builder = RedisJobStore.builder(uri);
    builder.cluster(config.flag("cluster", false));
    builder.durability(config.choice("durability", Durability.SERVER));
    String namespace = config.text("namespace", "default");
    Duration timeout = config.duration("timeout", TIMEOUT);
    builder.poll(config.duration("poll", Duration.ofSeconds(5)));
    Duration lookAhead = config.duration("look-ahead", Duration.ofSeconds(1));
    try {
      builder.namespace(namespace);
    } catch (IllegalArgumentException e) {
      config.refuse("namespace", "use up to 48 letters, digits, '.', '-' or '_'");
    }
    try {
      builder.timeout(timeout);
    } catch (IllegalArgumentException e) {
      config.refuse("timeout", "use 100ms to 10s");
    }
    if (lookAhead.compareTo(Duration.ofSeconds(2)) > 0) {
      config.refuse("look-ahead", "use 0s to 2s");
    }
    builder.lookAhead(lookAhead);
    config.end();
    return builder.open();
  }

  private static RedisURI uri(ConfigReader config) {
    Optional<String> url = config.text("url");
    Optional<String> host = config.text("host");
    int port = config.number("port", RedisURI.DEFAULT_REDIS_PORT, 1, MOST_PORT);
    int db = config.number("db", 0, 0, Integer.MAX_VALUE);
    boolean ssl = config.flag("ssl", false);
    Optional<String> username = config.text("username");
    Optional<String> password = config.text("password");
    if (url.isPresent()) {
      if (host.isPresent()) {
        config.refuse("host", "the url names it already; give one of the two");
      }
      try {
        return RedisURI.create(url.get());
      } catch (IllegalArgumentException e) {
        config.refuse("url", "use redis://host:port, rediss://… or redis-sentinel://…#primary");
      }
    }
    RedisURI.Builder builder =
        RedisURI.Builder.redis(host.orElse("127.0.0.1"), port).withDatabase(db).withSsl(ssl);
    password.ifPresent(
        secret -> {
          if (username.isPresent()) {
            builder.withAuthentication(username.get(), secret.toCharArray());
          } else {
            builder.withPassword(secret.toCharArray());
          }
        });
    return builder.build();
  }
}
