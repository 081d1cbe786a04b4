package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twenty nodes that start at once on an empty database. */
class ManyNodesSchemaIT {

  private static final int NODES = 20;

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgres"})
  void tables_areMadeOnceAndEveryNodeOpens(String kind) throws Exception {
    try (TestDatabase database = kind.equals("h2") ? TestDatabase.h2() : TestDatabase.postgres()) {
      ExecutorService nodes = Executors.newFixedThreadPool(NODES);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> opened = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        opened.add(
            nodes.submit(
                () -> {
                  start.await();
                  JdbcJobStore.builder(database.source())
                      .schemaMode(SchemaMode.CREATE)
                      .notifications(false)
                      .reservedConnection(false)
                      .open()
                      .close();
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> each : opened) {
        each.get(60, TimeUnit.SECONDS);
      }
      nodes.shutdown();

      assertThat(database.number("SELECT count(*) FROM punctual_version")).isEqualTo(1);
      JdbcJobStore.open(database.source()).close();
    }
  }
}
