package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import org.jdbi.v3.core.statement.SqlStatement;

/** One life of a job; executions of an earlier job of the same id may still be there. */
record JobLife(String id, long generation) {

  /** Which executions are its own; those that have no job are nobody's. */
  static final String CONDITION = "job_id = :job AND generation = :generation AND NOT alone";

  /** The life that an execution is of. */
  static JobLife of(ExecutionId execution) {
    return new JobLife(execution.jobId(), execution.generation());
  }

  /** Binds the parameters of {@link #CONDITION}. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    return statement.bind("job", id).bind("generation", generation);
  }
}
