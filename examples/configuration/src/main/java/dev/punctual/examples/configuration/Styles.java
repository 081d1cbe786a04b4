package dev.punctual.examples.configuration;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.redis.RedisJobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** The same scheduler in every style. */
final class Styles {

  private Styles() {}

  /** By objects. */
  static BackgroundScheduler builder() {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore("redis", RedisJobStore.create())
            .jobStore("default", MemoryJobStore.create())
            .executor("default", ThreadPoolExecutor.ofSize(20))
            .executor("processpool", ProcessPoolStandIn.ofSize(5))
            .jobDefaults(d -> d.coalesce(Coalesce.ALL).maxInstances(3))
            .zone(ZoneId.of("UTC"))
            .build();
    return scheduler;
  }

  /** By flat properties in a map. */
  static BackgroundScheduler map() {
    Map<String, Object> properties =
        Map.of(
            "scheduler.jobstores.redis.type", "redis",
            "scheduler.jobstores.default.type", "memory",
            "scheduler.executors.default.type", "threadpool",
            "scheduler.executors.default.max-workers", 20,
            "scheduler.executors.processpool.type", "processpool",
            "scheduler.executors.processpool.max-workers", "5",
            "scheduler.job-defaults.coalesce", false,
            "scheduler.job-defaults.max-instances", "3",
            "scheduler.timezone", "UTC");
    BackgroundScheduler scheduler = BackgroundScheduler.builder().properties(properties).build();
    return scheduler;
  }

  /** By flat properties in a file. */
  static BackgroundScheduler file(Path file) {
    BackgroundScheduler scheduler = BackgroundScheduler.builder().properties(file).build();
    return scheduler;
  }

  /** By flat properties in the class path. */
  static BackgroundScheduler properties() {
    Properties properties = new Properties();
    try (InputStream in = Styles.class.getResourceAsStream("/scheduler.properties")) {
      properties.load(Objects.requireNonNull(in, "scheduler.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return BackgroundScheduler.builder().properties(properties).build();
  }

  /** After it was made, by objects and maps. */
  static BackgroundScheduler configure() {
    BackgroundScheduler scheduler = BackgroundScheduler.create();
    scheduler.configure(
        c ->
            c.jobStore("redis", Map.of("type", "redis", "port", "6379"))
                .jobStore("default", MemoryJobStore.create())
                .executor("default", Map.of("type", "threadpool", "max-workers", "20"))
                .executor("processpool", Map.of("type", "processpool", "max-workers", "5"))
                .jobDefaults(Map.of("coalesce", false, "max-instances", 3))
                .zone(ZoneId.of("UTC")));
    return scheduler;
  }
}
