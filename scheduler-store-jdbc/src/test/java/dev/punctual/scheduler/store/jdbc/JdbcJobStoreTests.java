package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store does with the source that it is given, and what its builder refuses. */
class JdbcJobStoreTests {

  private final HikariDataSource pool = new HikariDataSource();

  JdbcJobStoreTests() {
    pool.setJdbcUrl("jdbc:h2:mem:" + TestDatabase.freshPrefix() + ";DB_CLOSE_DELAY=-1");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private JdbcJobStore.Builder builder() {
    return JdbcJobStore.builder(pool).schemaMode(SchemaMode.CREATE);
  }

  private int connectionsInUse() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  @Test
  void connections_goBackToThePoolButOne() {
    JdbcJobStore store = builder().open();
    assertThat(store.jobs().get("nobody")).isEmpty();
    assertThat(connectionsInUse()).isEqualTo(1);
    store.close();
    store.close();

    assertThat(connectionsInUse()).isZero();
    assertThat(pool.isClosed()).isFalse();
  }

  @Test
  void reservedConnection_canBeDoneWithout() {
    JdbcJobStore store = builder().reservedConnection(false).open();

    assertThat(connectionsInUse()).isZero();
    store.close();
  }

  @Test
  void transaction_givesItsConnectionBackAsItWas() throws SQLException {
    pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    try (JdbcJobStore store = builder().reservedConnection(false).open()) {
      try (JdbcTransaction transaction = store.begin()) {
        assertThat(transaction.connection().getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(connectionsInUse()).isEqualTo(1);
      }

      assertThat(connectionsInUse()).isZero();
      try (Connection next = pool.getConnection()) {
        assertThat(next.getAutoCommit()).isTrue();
        assertThat(next.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      }
    }
  }

  @Test
  void poolWithoutAutoCommit_keepsWhatIsAcknowledged() {
    pool.setAutoCommit(false);
    Task<Void> nothing = Task.named("nothing", context -> {});
    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .tasks(nothing)
            .jobStore("default", builder().open())
            .build()) {
      scheduler.start();
      scheduler.addJob(nothing, IntervalTrigger.every(Duration.ofDays(1)), o -> o.id("kept"));
    }
    JdbcJobStore again = builder().open();

    assertThat(again.jobs().get("kept")).isPresent();
    again.close();
  }

  @Test
  void joinedTransactionOfAnotherIsolation_isRefused() throws SQLException {
    try (JdbcJobStore store = builder().open();
        Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);

      assertThatThrownBy(() -> store.join(connection))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("READ COMMITTED");
      assertThat(store.isInTransaction()).isFalse();
      connection.rollback();
    }
  }

  @Test
  void databaseThatCannotBeReached_isTold() {
    JdbcDataSource nowhere = new JdbcDataSource();
    nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/nowhere");

    assertThatThrownBy(() -> JdbcJobStore.open(nowhere))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void timesOutOfRange_areRefused() {
    JdbcJobStore.Builder builder = builder();

    assertThatThrownBy(() -> builder.poll(Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.05S to PT5M");
    assertThatThrownBy(() -> builder.lookAhead(Duration.ofSeconds(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S to PT2S");
    assertThatCode(() -> builder.poll(Duration.ofMinutes(5)).lookAhead(Duration.ofSeconds(2)))
        .doesNotThrowAnyException();
  }

  @Test
  void lookAhead_isNoneInThisProcessUnlessSaid() {
    JdbcJobStore usual = builder().open();
    JdbcJobStore ahead = builder().lookAhead(Duration.ofMillis(300)).open();
    JdbcJobStore other = builder().dialect(SqlDialect.H2).poll(Duration.ofSeconds(9)).open();

    assertThat(usual.traits().lookAhead()).isZero();
    assertThat(ahead.traits().lookAhead()).isEqualTo(Duration.ofMillis(300));
    assertThat(other.traits().poll()).isEqualTo(Duration.ofSeconds(9));
    assertThat(usual.traits().durable()).isTrue();
    usual.close();
    ahead.close();
    other.close();
  }

  @Test
  void dialect_isThatOfTheDatabase() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThat(SqlDialect.of(connection)).isSameAs(SqlDialect.H2);
    }
  }
}
