package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.util.List;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts of several versions. */
class MigrationTests {

  private static final String TEST_SCRIPTS = "dev/punctual/scheduler/store/jdbc/migration/";
  private static final SchemaScripts ONE =
      new SchemaScripts(TEST_SCRIPTS, List.of("V1__create.sql"));
  private static final SchemaScripts TWO =
      new SchemaScripts(TEST_SCRIPTS, List.of("V1__create.sql", "V2__more.sql"));

  private final JdbcConnectionPool source =
      JdbcConnectionPool.create("jdbc:h2:mem:migration", "", "");

  @AfterEach
  void close() {
    source.dispose();
  }

  private Schema schema(SchemaScripts scripts) {
    return new Schema(Jdbi.create(source), SqlDialect.H2, Tables.of(null, "p_"), scripts);
  }

  @Test
  void oldTables_areRefusedUntilTheyAreMigrated() throws Exception {
    try (var open = source.getConnection()) {
      assertThat(open.isClosed()).isFalse();
      schema(ONE).prepare(SchemaMode.CREATE);
      for (SchemaMode tooLittle : List.of(SchemaMode.VALIDATE, SchemaMode.CREATE)) {
        assertThatThrownBy(() -> schema(TWO).prepare(tooLittle))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("says version 1, this code needs 2")
            .hasMessageContaining("V2__more.sql")
            .hasMessageContaining("'migrate'");
      }

      schema(TWO).prepare(SchemaMode.MIGRATE);
      schema(TWO).prepare(SchemaMode.VALIDATE);
      assertThatThrownBy(() -> schema(ONE).prepare(SchemaMode.VALIDATE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("newer than this code");
    }
  }

  @Test
  void newTables_areMadeByAllScripts() throws Exception {
    try (var open = source.getConnection()) {
      assertThat(open.isClosed()).isFalse();
      schema(TWO).prepare(SchemaMode.CREATE);

      schema(TWO).prepare(SchemaMode.VALIDATE);
    }
  }

  @Test
  void columns_areThoseOfAllScripts() {
    assertThat(TWO.columns())
        .containsEntry("thing", Set.of("id", "name", "size"))
        .containsEntry("version", Set.of("version", "applied"))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "h2"})
  void dialects_haveTheSameTables(String dialect) {
    assertThat(SchemaScripts.of(dialect).columns())
        .isEqualTo(SchemaScripts.of("postgresql").columns())
        .hasSizeGreaterThan(7)
        .allSatisfy((table, columns) -> assertThat(columns).isNotEmpty());
  }
}
