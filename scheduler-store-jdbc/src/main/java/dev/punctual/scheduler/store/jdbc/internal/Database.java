package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.config.Configurable;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.Update;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The database of one store: runs single statements and transactions, repeats what failed by
 * deadlock, and turns failures into {@link StoreException}s. Safe for any thread.
 */
final class Database {

  private static final int TRIES = 6;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private final Connections connections;
  private final Jdbi jdbi;
  private final Dialect dialect;
  private final Sql sql;
  private final @Nullable InstantSource clock;

  @SuppressWarnings("ThreadLocalUsage") // a thread may be in a transaction of each of two stores
  private final ThreadLocal<@Nullable Joined> joined = new ThreadLocal<>();

  private volatile boolean readsCommitted;
  private volatile long aheadMillis; // of the store's clock before ours, as last seen

  /**
   * The database that {@code connections} lead to.
   *
   * @param jdbi makes its statements on them, too
   * @param clock what tells the time instead of the database; null for the database
   */
  Database(
      Connections connections,
      Jdbi jdbi,
      SqlDialect dialect,
      Tables tables,
      @Nullable InstantSource clock) {
    this.connections = connections;
    this.jdbi = jdbi;
    this.dialect = Dialect.of(dialect);
    this.clock = clock;
    this.sql = new Sql(tables, dialect, clock != null);
    configure(jdbi);
  }

  /** Has statements ignore parameters that their dialect does not need. */
  static void configure(Configurable<?> configurable) {
    configurable.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
  }

  Dialect dialect() {
    return dialect;
  }

  /** The statement that a template makes. */
  String sql(String template) {
    return sql.of(template);
  }

  /**
   * The statement that a template makes, for {@link #plainly}: the time is a parameter, or none.
   */
  String plainSql(String template) {
    return sql.of(template).replace(":now", "?");
  }

  /** The time that {@link #plainSql} has as a parameter, in milliseconds; empty if it has none. */
  OptionalLong plainNow() {
    InstantSource injected = clock;
    return injected == null ? OptionalLong.empty() : OptionalLong.of(injected.millis());
  }

  /** The full name of a table. */
  String table(String name) {
    return sql.table(name);
  }

  /** A query made from a template. */
  Query query(Handle handle, String template) {
    return timed(handle.createQuery(sql.of(template)));
  }

  /** A change made from a template. */
  Update change(Handle handle, String template) {
    return timed(handle.createUpdate(sql.of(template)));
  }

  /** A query made from a template that is asked too often to be read each time. */
  DirectQuery direct(String template) {
    return new DirectQuery(sql.of(template), clock);
  }

  private <S extends SqlStatement<S>> S timed(S statement) {
    InstantSource injected = clock;
    return injected == null ? statement : statement.bind("now", injected.millis());
  }

  /** The store's time in milliseconds. */
  long now(Handle handle) {
    InstantSource injected = clock;
    long now =
        injected != null
            ? injected.millis()
            : query(handle, "SELECT {now}").mapTo(Long.class).one();
    saw(now);
    return now;
  }

  /** Takes note of the store's time. */
  void saw(long storeNow) {
    aheadMillis = storeNow - System.currentTimeMillis();
  }

  /** The store's time as far as it is known without asking. */
  Instant estimatedNow() {
    InstantSource injected = clock;
    return injected != null
        ? injected.instant()
        : Instant.ofEpochMilli(System.currentTimeMillis() + aheadMillis);
  }

  /** Has the calls of this thread take part in a transaction until it is {@link #leave left}. */
  void enter(Joined transaction) {
    if (joined.get() != null) {
      throw new IllegalStateException(
          "this thread is in a transaction of this store already; close that first");
    }
    joined.set(transaction);
  }

  /** Ends what {@link #enter} began. */
  void leave(Joined transaction) {
    if (joined.get() != transaction) {
      throw new IllegalStateException(
          "a transaction is closed by the thread that opened it, and once");
    }
    joined.remove();
  }

  /** The transaction that the calls of this thread take part in; null if there is none. */
  @Nullable Joined joined() {
    return joined.get();
  }

  /** Does single statements, each its own transaction unless the thread is in one. */
  <T> T each(String what, Function<Handle, T> work) {
    Joined transaction = joined.get();
    return transaction != null
        ? within(transaction, what, work)
        : repeated(what, () -> jdbi.withHandle(handle -> committed(handle, work)));
  }

  /** Work on a connection with nothing around it. */
  @FunctionalInterface
  interface Plain<T extends @Nullable Object> {
    T with(Connection connection) throws SQLException;
  }

  /** As {@link #each}, for a statement so frequent that the cost of more than JDBC shows. */
  <T extends @Nullable Object> T plainly(String what, Plain<T> work) {
    Joined transaction = joined.get();
    return transaction != null
        ? within(transaction, what, handle -> plainly(handle.getConnection(), work))
        : repeated(what, () -> plainly(work));
  }

  private <T extends @Nullable Object> T plainly(Plain<T> work) {
    try {
      Connection connection = connections.openConnection();
      try {
        T result = work.with(connection);
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
        return result;
      } finally {
        connections.closeConnection(connection);
      }
    } catch (SQLException failure) {
      throw new ConnectionException(failure);
    }
  }

  private static <T extends @Nullable Object> T plainly(Connection connection, Plain<T> work) {
    try {
      return work.with(connection);
    } catch (SQLException failure) {
      throw new ConnectionException(failure);
    }
  }

  private <T> T committed(Handle handle, Function<Handle, T> work) {
    return isAutoCommit(handle) ? work.apply(handle) : inTransaction(handle, work);
  }

  private static boolean isAutoCommit(Handle handle) {
    try {
      return handle.getConnection().getAutoCommit();
    } catch (SQLException failure) {
      throw new ConnectionException(failure);
    }
  }

  /** Asks once, since many drivers ask the server, whether connections read what is committed. */
  void noteIsolation() {
    readsCommitted =
        jdbi.withHandle(Handle::getTransactionIsolationLevel)
            == TransactionIsolationLevel.READ_COMMITTED;
  }

  /** Begins and commits; each statement sees what is committed when it begins. */
  <T> T inTransaction(Handle handle, Function<Handle, T> work) {
    return readsCommitted
        ? handle.inTransaction(work::apply)
        : handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::apply);
  }

  /** Does all of {@code work} or nothing. */
  <T> T atomically(String what, Function<Handle, T> work) {
    Joined transaction = joined.get();
    return transaction != null
        ? within(transaction, what, work)
        : repeated(what, () -> jdbi.withHandle(handle -> inTransaction(handle, work)));
  }

  /** As {@link #atomically(String, Function)}, on a reserved connection unless that is null. */
  <T> T atomically(@Nullable Reserve reserve, String what, Function<Handle, T> work) {
    return reserve == null
        ? atomically(what, work)
        : repeated(what, () -> reserve.inTransaction(work));
  }

  /** Does {@code work} once: what failed in a transaction cannot be repeated in it. */
  private static <T extends @Nullable Object> T within(
      Joined transaction, String what, Function<Handle, T> work) {
    try {
      return work.apply(transaction.handle());
    } catch (JdbiException failure) {
      transaction.fail();
      throw new StoreException(
          what
              + " failed in the caller's transaction, which can only be rolled back: "
              + message(failure, cause(failure)),
          failure);
    }
  }

  private <T extends @Nullable Object> T repeated(
      String what, java.util.function.Supplier<T> work) {
    for (int tried = 1; ; tried++) {
      try {
        return work.get();
      } catch (JdbiException failure) {
        SQLException cause = cause(failure);
        boolean again = cause != null && (dialect.isTransient(cause) || dialect.isDuplicate(cause));
        if (!again || tried == TRIES) {
          throw new StoreException(what + " failed: " + message(failure, cause), failure);
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
      }
    }
  }

  /** The failure of the driver behind a failure; null if there is none. */
  static @Nullable SQLException cause(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }

  private static String message(JdbiException failure, @Nullable SQLException cause) {
    return String.valueOf((cause == null ? failure : cause).getMessage());
  }
}
