package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.util.Locale;
import java.util.Optional;

/**
 * Opens stores in a database: type {@code jdbc}. Only {@code url} must be given; each call opens a
 * connection of its own.
 */
public final class JdbcJobStoreProvider implements JobStoreProvider {

  /** For {@link java.util.ServiceLoader}. */
  public JdbcJobStoreProvider() {}

  @Override
  public String name() {
    return "jdbc";
  }

  @Override
  public JobStore open(ConfigReader config) {
    String url = url(config);
    UrlSource source =
        new UrlSource(
            url, config.text("username").orElse(null), config.text("password").orElse(null));
    JdbcJobStore.Builder store =
        JdbcJobStore.builder(source)
            .schemaMode(config.choice("schema-mode", SchemaMode.VALIDATE))
            .notifications(config.flag("notifications", true));
    config
        .text("schema")
        .ifPresent(name -> accept(config, "schema", Tables.RULE, () -> store.schema(name)));
    config
        .text("table-prefix")
        .ifPresent(
            start -> accept(config, "table-prefix", Tables.RULE, () -> store.tablePrefix(start)));
    config
        .duration("poll")
        .ifPresent(time -> accept(config, "poll", "use 50ms to 5m", () -> store.poll(time)));
    config
        .duration("look-ahead")
        .ifPresent(
            time -> accept(config, "look-ahead", "use 0s to 2s", () -> store.lookAhead(time)));
    config.text("dialect").flatMap(name -> dialect(config, name)).ifPresent(store::dialect);
    config.end();
    return store.open();
  }

  private static String url(ConfigReader config) {
    String url = config.text("url", "");
    if (!url.startsWith("jdbc:")) {
      config.refuse("url", "use the address of a database, such as jdbc:postgresql://host/name");
    } else if (!UrlSource.isTaken(url)) {
      config.refuse("url", "no JDBC driver takes it; add the driver of that database");
    }
    return url;
  }

  private static Optional<SqlDialect> dialect(ConfigReader config, String name) {
    Optional<SqlDialect> found =
        Dialects.all().stream()
            .filter(each -> each.name().equals(name.strip().toUpperCase(Locale.ROOT)))
            .findFirst();
    if (found.isEmpty()) {
      config.refuse("dialect", "use postgresql, mariadb or h2");
    }
    return found;
  }

  private static void accept(ConfigReader config, String key, String rule, Runnable option) {
    try {
      option.run();
    } catch (IllegalArgumentException refused) {
      config.refuse(key, rule);
    }
  }
}
