package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.tck.StoreCapability;
import dev.punctual.scheduler.tck.StoreUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A store in tables of its own, by a clock that stands until it is moved. */
final class JdbcStoreUnderTest implements StoreUnderTest {

  private static final List<String> TABLES =
      List.of("job", "job_tag", "execution", "history", "missed", "node", "task_limit", "version");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final DataSource source;
  private final boolean tellsOthers;
  private final String prefix = "t" + COUNT.incrementAndGet() + "_";
  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());
  private final List<JobStore> opened = new ArrayList<>();
  private final JobStore store;

  JdbcStoreUnderTest(DataSource source, boolean tellsOthers) {
    this.source = source;
    this.tellsOthers = tellsOthers;
    this.store = another();
  }

  @Override
  public JobStore store() {
    return store;
  }

  @Override
  public Set<StoreCapability> capabilities() {
    EnumSet<StoreCapability> all = EnumSet.complementOf(EnumSet.of(StoreCapability.LIVE_OBJECTS));
    if (!tellsOthers) {
      all.remove(StoreCapability.REMOTE_HINTS);
    }
    return all;
  }

  @Override
  public void moveClock(Duration step) {
    millis.addAndGet(step.toMillis());
  }

  @Override
  public JobStore another() {
    JobStore another =
        JdbcJobStore.builder(source)
            .tablePrefix(prefix)
            .schemaMode(SchemaMode.CREATE)
            .clock(() -> Instant.ofEpochMilli(millis.get()))
            .open();
    opened.add(another);
    return another;
  }

  @Override
  public void close() {
    opened.forEach(JobStore::close);
    try (Connection connection = source.getConnection();
        Statement drop = connection.createStatement()) {
      for (String table : TABLES) {
        drop.execute("DROP TABLE IF EXISTS " + prefix + table);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
