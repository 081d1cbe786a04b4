package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store does about its tables. */
abstract class SchemaContract {

  private final String prefix = TestDatabase.freshPrefix();

  /** The database to use. */
  abstract TestDatabase database();

  /** Whether it undoes a script that fails in the middle, so that none is ever half done. */
  abstract boolean undoesScripts();

  /** The folder of its scripts. */
  abstract String scripts();

  private JdbcJobStore open(SchemaMode mode) {
    return JdbcJobStore.builder(database().source()).tablePrefix(prefix).schemaMode(mode).open();
  }

  @Test
  void missingTables_areToldWithTheScriptToRun() {
    assertThatThrownBy(() -> open(SchemaMode.VALIDATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'" + prefix + "version'")
        .hasMessageContaining("META-INF/punctual/jdbc/" + scripts() + "/V1__create.sql")
        .hasMessageContaining("'create'");
  }

  @Test
  void tablesThatWereMade_areFoundByTheNextOpening() {
    open(SchemaMode.CREATE).close();

    open(SchemaMode.CREATE).close();
    open(SchemaMode.MIGRATE).close();
    open(SchemaMode.VALIDATE).close();
  }

  @Test
  void tablesThatAreHalfMade_areCompletedWhereAScriptCanLeaveThem() {
    open(SchemaMode.CREATE).close();
    database().execute("DROP TABLE " + prefix + "version");
    database().execute("DROP TABLE " + prefix + "node");
    assertThatThrownBy(() -> open(SchemaMode.VALIDATE)).isInstanceOf(IllegalStateException.class);

    if (undoesScripts()) {
      assertThatThrownBy(() -> open(SchemaMode.CREATE))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("already exists");
      return;
    }
    open(SchemaMode.CREATE).close();
    open(SchemaMode.VALIDATE).close();
  }

  @Test
  void missingTablesAndColumns_areNamed() {
    open(SchemaMode.CREATE).close();
    database().execute("DROP TABLE " + prefix + "node");
    database().execute("ALTER TABLE " + prefix + "history DROP COLUMN error");

    assertThatThrownBy(() -> open(SchemaMode.CREATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("table '" + prefix + "node' is not there")
        .hasMessageContaining("'" + prefix + "history' lacks 'error'")
        .hasMessageContaining("META-INF/punctual/jdbc/" + scripts() + "/");
  }

  @Test
  void tablesOfANewerVersion_areRefused() {
    open(SchemaMode.CREATE).close();
    database().execute("INSERT INTO " + prefix + "version VALUES (99, 0)");

    assertThatThrownBy(() -> open(SchemaMode.MIGRATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("says version 99")
        .hasMessageContaining("newer scheduler-store-jdbc");
  }

  @Test
  void emptyVersionTable_isNoSchema() {
    open(SchemaMode.CREATE).close();
    database().execute("DELETE FROM " + prefix + "version");

    assertThatThrownBy(() -> open(SchemaMode.VALIDATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not there or empty");
  }

  @Test
  void modeNone_looksAtNothing() {
    JdbcJobStore store = open(SchemaMode.NONE);

    assertThatThrownBy(() -> store.jobs().page(JobFilter.ALL, null, 1))
        .isInstanceOf(StoreException.class);
    store.close();
  }

  @Test
  void schema_holdsTheTables() {
    String schema = prefix + "schema";
    database().execute("CREATE SCHEMA " + schema);

    JdbcJobStore.builder(database().source())
        .schema(schema)
        .tablePrefix(prefix)
        .schemaMode(SchemaMode.CREATE)
        .open()
        .close();

    assertThat(database().number("SELECT version FROM " + schema + "." + prefix + "version"))
        .isEqualTo(1);
    assertThatThrownBy(() -> open(SchemaMode.VALIDATE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void schemaThatIsNotThere_isTold() {
    JdbcJobStore.Builder builder =
        JdbcJobStore.builder(database().source()).schema("nowhere").tablePrefix(prefix);

    assertThatThrownBy(builder::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'nowhere." + prefix + "version'");
  }

  @ParameterizedTest(name = "prefix [{0}]")
  @ValueSource(
      strings = {
        "a-b",
        "a b",
        "1a",
        "a.b",
        "a;",
        "x_; DROP TABLE job; --",
        "a'b",
        "a\"b",
        "`a`",
        "ä",
        "a\n",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"
      })
  void hostileName_isRefusedWithTheRule(String name) {
    JdbcJobStore.Builder builder = JdbcJobStore.builder(database().source());

    assertThatThrownBy(() -> builder.tablePrefix(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("table prefix '")
        .hasMessageContaining("1 to 48 letters, digits and underscores");
    assertThatThrownBy(() -> builder.schema(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema '");
    assertThatThrownBy(() -> builder.schema("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longestPrefix_isTaken() {
    String longest = "p".repeat(48);

    assertThatCode(
            () ->
                JdbcJobStore.builder(database().source())
                    .tablePrefix(longest)
                    .schemaMode(SchemaMode.CREATE)
                    .open()
                    .close())
        .doesNotThrowAnyException();
  }
}
