package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2DialectTests {

  @ParameterizedTest(name = "the table {0}")
  @ValueSource(strings = {"job", "execution"})
  void dueOrder_isThatOfTheIndex(String table) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:order" + table + ";DB_CLOSE_DELAY=-1");
    JdbcJobStore.builder(source).schemaMode(SchemaMode.CREATE).open().close();
    try (Handle handle = Jdbi.create(source).open()) {
      assertThat(plan(handle, table, new H2Dialect().rows().dueOrder())).contains("index sorted");
      assertThat(plan(handle, table, "w.due, w.id")).doesNotContain("index sorted");
    }
  }

  @Test
  void removing_answersWhatItRemovesAndNothingElse() {
    try (Handle handle = Jdbi.create("jdbc:h2:mem:removing").open()) {
      handle.execute("CREATE TABLE t (id bigint PRIMARY KEY, token bigint)");
      handle.execute("INSERT INTO t VALUES (1, 7), (2, 8), (3, 7)");

      String removing = Dialect.RowTraits.removing("w.id", "t", "w.id IN (1, 2) AND w.token = 7");

      assertThat(handle.createQuery(removing).mapTo(Long.class).list()).containsExactly(1L);
      assertThat(handle.createQuery("SELECT id FROM t ORDER BY id").mapTo(Long.class).list())
          .containsExactly(2L, 3L);
    }
  }

  private static String plan(Handle handle, String table, String order) {
    return handle
        .createQuery(
            "EXPLAIN SELECT w.id FROM punctual_"
                + table
                + " w WHERE w.state = 0 AND w.queue = 'q' AND w.task = 't' AND w.priority = 5"
                + " AND w.due <= 9 ORDER BY "
                + order
                + " LIMIT 10")
        .mapTo(String.class)
        .one();
  }
}
