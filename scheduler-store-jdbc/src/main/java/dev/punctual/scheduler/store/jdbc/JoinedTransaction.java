package dev.punctual.scheduler.store.jdbc;

/**
 * The application's own transaction, while a store takes part in it; as {@link JdbcTransaction},
 * but it is the application that commits it or rolls it back, after this was closed.
 */
public interface JoinedTransaction extends AutoCloseable {

  /** Has the store no longer take part. */
  @Override
  void close();
}
