package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.SubmitResult.Status;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import dev.punctual.scheduler.trigger.Adjustment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inserts runs that no trigger asked for, within a step. */
final class Submissions {

  private final Database database;
  private final Step step;

  Submissions(Database database, Step step) {
    this.database = database;
    this.step = step;
  }

  /**
   * Runs a job once.
   *
   * @param input what the execution left that it follows
   */
  SubmitResult submit(String jobId, String requestId, Payload input) {
    LockedJob locked = step.locks().job(jobId);
    if (locked == null) {
      return new SubmitResult(Status.NOT_FOUND, null);
    }
    JobRecord job = Jobs.find(database, step.handle(), jobId).map(JobRow::job).orElseThrow();
    ExecutionId id = ExecutionId.ofRequest(jobId, job.generation(), requestId);
    SubmitResult before = before(id);
    if (before == null && locked.plain()) {
      database
          .change(step.handle(), "UPDATE {job} SET plain = FALSE WHERE id = :id")
          .bind("id", jobId)
          .execute();
    }
    return before != null
        ? before
        : insert(
            id,
            job.task(),
            job.following(input).payload(),
            job.policy(),
            job.tags(),
            locked.policy());
  }

  /** Runs an execution again that failed. */
  SubmitResult rerun(ExecutionId was, String requestId) {
    LockedJob locked = step.locks().job(was.jobId());
    ExecutionId id = ExecutionId.ofRequest(was.jobId(), was.generation(), requestId);
    SubmitResult before = before(id);
    if (before != null) {
      return before;
    }
    EndedExecution failed = Histories.find(database, step.handle(), was).orElse(null);
    if (failed == null || !FollowUp.When.FAILURE.admits(failed.state())) {
      return new SubmitResult(Status.NOT_FOUND, null);
    }
    JobPolicy policy = failed.policy();
    if (policy == null) {
      throw new StoreException(
          "execution "
              + was
              + " cannot be run again by this node, which does not understand its policy; a node"
              + " with newer code can");
    }
    return insert(
        id,
        failed.task(),
        failed.payload(),
        policy,
        failed.tags(),
        locked != null && locked.generation() == was.generation() ? locked.policy() : null);
  }

  /** The answer that the same request got before; null when it is new. */
  private @Nullable SubmitResult before(ExecutionId id) {
    Optional<Long> live =
        database
            .query(step.handle(), "SELECT state FROM {execution} WHERE id = :id")
            .bind("id", id.toString())
            .mapTo(Long.class)
            .findOne();
    if (live.isPresent()) {
      return new SubmitResult(status(live.get()), id);
    }
    return Histories.about(database, step.handle(), id, "SELECT state, token", "")
        .map((row, context) -> new SubmitResult(statusOfEnded(row), id))
        .findFirst()
        .orElse(null);
  }

  /** SKIPPED, unless it was let in first: then the holder of a lease has ended it. */
  private static Status statusOfEnded(ResultSet row) throws SQLException {
    boolean missed = ExecutionRow.state(row.getInt("state")) == ExecutionState.MISSED;
    return missed && row.getLong("token") == 0 ? Status.SKIPPED : Status.SUBMITTED;
  }

  private SubmitResult insert(
      ExecutionId id,
      String task,
      Payload payload,
      JobPolicy policy,
      Set<String> tags,
      @Nullable JobPolicy limits) {
    JobLife job = JobLife.of(id);
    Overlap overlap =
        limits == null
            ? new Overlap(1, 0, false)
            : Overlap.judge(limits, step.waiting().count(job), 1);
    Instant now = Read.time(step.now());
    long state = overlap.start() == 1 ? step.ready(id, step.now()) : ExecutionRow.BLOCKED;
    ExecutionRecord run =
        new ExecutionRecord(
            id,
            task,
            payload,
            policy,
            tags,
            now,
            now,
            null,
            Adjustment.NONE,
            ExecutionRow.state((int) state),
            null,
            0,
            null,
            1,
            0,
            false,
            now);
    if (overlap.start() == 0 && overlap.block() == 0) {
      step.history().add(run, ExecutionState.MISSED, End.unstarted(step.now()));
      return new SubmitResult(Status.SKIPPED, id);
    }
    if (overlap.supersede()) {
      step.supersede(job);
    }
    if (overlap.block() > 0) {
      step.waiting().link(job);
    }
    Rows rows = ExecutionRow.rows(database);
    ExecutionRow.add(rows, run, limits == null, null);
    rows.insertInto(step.handle(), database.table("execution"));
    return new SubmitResult(status(state), id);
  }

  private static Status status(long state) {
    boolean waits = state == ExecutionRow.BLOCKED || state == ExecutionRow.HELD;
    return waits ? Status.WAITING : Status.SUBMITTED;
  }
}
