package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.jdbc.JdbcTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction that the store begins and ends on a connection of its source. For one thread. */
final class OwnTransaction implements JdbcTransaction {

  private static final Logger LOG = LoggerFactory.getLogger(OwnTransaction.class);

  private final Database database;
  private final Wakeups wakeups;
  private final Handle handle;
  private final Connection shown;
  private final Joined joined;
  private final int isolation;
  private boolean ended;
  private boolean closed;

  OwnTransaction(Jdbi jdbi, Database database, Wakeups wakeups) {
    this.database = database;
    this.wakeups = wakeups;
    try {
      this.handle = jdbi.open();
    } catch (JdbiException unreachable) {
      throw new StoreException(
          "no connection for a transaction: " + unreachable.getMessage(), unreachable);
    }
    try {
      Connection connection = handle.getConnection();
      Connections.beforeLongWork(connection);
      this.isolation = connection.getTransactionIsolation();
      if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      }
      handle.begin();
    } catch (SQLException | JdbiException failure) {
      handle.close();
      throw new StoreException("no transaction can begin: " + failure.getMessage(), failure);
    }
    this.shown = OwnConnection.of(handle.getConnection());
    this.joined = new Joined(handle);
    database.enter(joined);
  }

  Handle handle() {
    return handle;
  }

  @Override
  public Connection connection() {
    return shown;
  }

  @Override
  public void commit() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended; begin another one");
    }
    if (joined.hasFailed()) {
      throw new IllegalStateException(
          "a call to the store has failed in the transaction; it can only be undone");
    }
    database.leave(joined);
    ended = true;
    try {
      handle.commit();
    } catch (JdbiException unknown) {
      throw new StoreException(
          "it is not known whether the transaction was committed: " + unknown.getMessage(),
          unknown);
    }
    wakeups.due(joined.earliestDue());
    wakeups.revoked(joined.revoked());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    boolean undo = !ended;
    if (undo) {
      database.leave(joined);
    }
    closed = true;
    ended = true;
    try {
      if (undo) {
        handle.rollback();
      }
      if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
        handle.getConnection().setTransactionIsolation(isolation);
      }
    } catch (SQLException | JdbiException broken) {
      LOG.debug("A connection is given back broken; the database undoes its transaction", broken);
    } finally {
      giveBack();
    }
  }

  private void giveBack() {
    try {
      handle.close();
    } catch (RuntimeException broken) {
      LOG.debug("A broken connection could not be closed in order", broken);
    }
  }
}
