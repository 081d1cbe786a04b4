package dev.punctual.examples.configuration;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.MemoryJobStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in for the Redis store until its module arrives: type {@code redis} with {@code host} and
 * {@code port}. It connects to nothing and keeps jobs in memory, one store per address, so that all
 * who name an address find the same jobs.
 */
public final class RedisStandIn implements JobStoreProvider {

  private static final String HOST = "127.0.0.1";
  private static final int PORT = 6379;
  private static final Map<String, JobStore> SERVERS = new ConcurrentHashMap<>();

  /** The store at an address. */
  public static JobStore at(String host, int port) {
    return at(host, port, InstantSource.system());
  }

  private static JobStore at(String host, int port, InstantSource clock) {
    return SERVERS.computeIfAbsent(host + ':' + port, address -> MemoryJobStore.create(clock));
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public JobStore open(ConfigReader config) {
    String host = config.text("host", HOST);
    int port = config.number("port", PORT, 1, 65_535);
    config.end();
    return at(host, port, config.clock());
  }
}
