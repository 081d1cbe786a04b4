package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.TaskHandler;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.jdbc.JdbcTransaction;
import dev.punctual.scheduler.store.jdbc.JoinedTransaction;
import dev.punctual.scheduler.store.jdbc.SqlDialect;
import dev.punctual.scheduler.store.jdbc.TransactionalHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions that the calls of a thread take part in. Safe for any thread. */
public final class Transactions {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  private final Jdbi jdbi;
  private final Database database;
  private final Wakeups wakeups;
  private final Leases leases;
  private final @Nullable Notifications notifications;

  Transactions(
      Jdbi jdbi,
      Database database,
      Wakeups wakeups,
      Leases leases,
      @Nullable Notifications notifications) {
    this.jdbi = jdbi;
    this.database = database;
    this.wakeups = wakeups;
    this.leases = leases;
    this.notifications = notifications;
  }

  /** Begins one of the store's own. */
  public JdbcTransaction begin() {
    return own();
  }

  private OwnTransaction own() {
    if (database.joined() == null) {
      return new OwnTransaction(jdbi, database, wakeups);
    }
    throw new IllegalStateException(
        "this thread is in a transaction of this store already; close that first");
  }

  /** Takes part in one of the application's. */
  public JoinedTransaction join(Connection connection) {
    requireTransaction(connection);
    Handle handle = Jdbi.create(connection).open();
    Database.configure(handle);
    Joined joined = new Joined(handle);
    database.enter(joined);
    return () -> {
      database.leave(joined);
      tellAtCommit(joined);
    };
  }

  private void requireTransaction(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        throw new IllegalArgumentException(
            "the connection commits each statement on its own; begin a transaction with"
                + " setAutoCommit(false) first");
      }
      int isolation = connection.getTransactionIsolation();
      if (isolation != Connection.TRANSACTION_READ_COMMITTED
          && !SqlDialect.POSTGRESQL.equals(database.dialect())) {
        throw new IllegalArgumentException(
            "the transaction is not READ COMMITTED, so that it would not see what other nodes do;"
                + " call setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED) before it"
                + " begins");
      }
    } catch (SQLException failure) {
      throw new StoreException("the connection cannot be used: " + failure.getMessage(), failure);
    }
  }

  private void tellAtCommit(Joined joined) {
    Notifications channel = notifications;
    boolean nothing = joined.earliestDue() == Long.MAX_VALUE && joined.revoked().isEmpty();
    if (channel == null || nothing) {
      return;
    }
    try {
      channel.tellWith(joined.handle(), joined.earliestDue(), joined.revoked());
    } catch (JdbiException aborted) {
      LOG.debug("The nodes are not told; the transaction has failed before", aborted);
    }
  }

  /** Code whose writes are committed together with the end of its run. */
  public <P> TaskHandler<P> once(TransactionalHandler<? super P> handler) {
    return (payload, context) -> {
      LeaseRef lease = new LeaseRef(context.executionId(), context.fencingToken().token());
      try (OwnTransaction transaction = own()) {
        String node = leases.holderOf(transaction.handle(), lease);
        if (node == null) {
          throw lost(context);
        }
        handler.run(payload, transaction.connection(), context);
        Completion completion =
            new Completion(
                lease,
                Outcome.SUCCEEDED,
                Instant.ofEpochMilli(context.startedAt().toEpochMilli()),
                Instant.ofEpochMilli(System.currentTimeMillis()));
        if (leases.complete(node, List.of(completion)).get(0) != CompleteStatus.DONE) {
          throw lost(context);
        }
        transaction.commit();
      }
    };
  }

  private static CancellationException lost(ExecutionContext context) {
    return new CancellationException(
        "execution "
            + context.executionId()
            + " is not leased from this store any more, so what it wrote is undone; if it is"
            + " repeated like this, its job may be in another store");
  }
}
