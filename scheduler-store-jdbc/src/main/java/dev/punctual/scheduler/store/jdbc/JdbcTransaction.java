package dev.punctual.scheduler.store.jdbc;

import java.sql.Connection;

/**
 * A transaction that a store takes part in: until it is closed, what the thread that opened it does
 * to the store, through a scheduler or directly, is done on its connection. What other threads do
 * is not, so jobs that an {@link dev.punctual.scheduler.AsyncScheduler} adds are not part of it.
 *
 * <p>Changes are seen, and nodes are told of due work, once the transaction is committed and not
 * before. Listeners on this node are told at once of jobs that are added or changed, whatever
 * becomes of the transaction. It should be short: its locks can keep the runs of the jobs that it
 * changes waiting.
 *
 * <p>Calls are not repeated when they fail, as they are elsewhere. After a {@link
 * dev.punctual.scheduler.store.StoreException} the transaction can only be rolled back.
 *
 * <p>For the thread that opened it, inside a {@code try}.
 */
public interface JdbcTransaction extends AutoCloseable {

  /** The connection to write with; it cannot be committed, rolled back or closed itself. */
  Connection connection();

  /**
   * Makes all lasting and visible; the transaction has ended then.
   *
   * @throws IllegalStateException if it has ended
   * @throws dev.punctual.scheduler.store.StoreException if it is not known whether it took effect
   */
  void commit();

  /** Ends it; what was not committed is undone. */
  @Override
  void close();
}
