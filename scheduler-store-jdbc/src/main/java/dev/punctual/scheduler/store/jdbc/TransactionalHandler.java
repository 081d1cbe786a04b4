package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.ExecutionContext;
import java.sql.Connection;

/** Code of a task whose effects are in the database of the store; see {@link JdbcJobStore#once}. */
@FunctionalInterface
public interface TransactionalHandler<P> {

  /**
   * Does the work on a thread of the job's executor; what it throws undoes it and fails the run.
   *
   * @param payload what the job was scheduled with; null for a task of {@link Void}
   * @param connection writes that are committed with the end of the run; it cannot be committed,
   *     rolled back or closed itself
   */
  void run(P payload, Connection connection, ExecutionContext context) throws Exception;
}
