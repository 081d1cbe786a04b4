package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.SubmitResult.Status;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import dev.punctual.scheduler.trigger.Adjustment;
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
   * @param input its payload for this run; null for its own
   */
  SubmitResult submit(String jobId, String requestId, @Nullable Payload input) {
    LockedJob locked = step.lockJob(jobId);
    if (locked == null) {
      return new SubmitResult(Status.NOT_FOUND, null);
    }
    JobRecord job = Jobs.find(database, step.handle(), jobId).map(JobRow::job).orElseThrow();
    ExecutionId id = ExecutionId.ofRequest(jobId, job.generation(), requestId);
    SubmitResult before = before(id);
    return before != null
        ? before
        : insert(
            id,
            job.task(),
            input == null ? job.payload() : input,
            job.policy(),
            job.tags(),
            locked.policy());
  }

  /** Runs a failed execution again. */
  SubmitResult rerun(EndedExecution failed, String requestId) {
    ExecutionId was = failed.id();
    LockedJob locked = step.lockJob(was.jobId());
    ExecutionId id = ExecutionId.ofRequest(was.jobId(), was.generation(), requestId);
    SubmitResult before = before(id);
    JobPolicy policy = failed.policy();
    boolean isFailure =
        failed.state() == ExecutionState.DEAD || failed.state() == ExecutionState.LOST;
    if (before != null || policy == null || !isFailure) {
      return before == null ? new SubmitResult(Status.NOT_FOUND, null) : before;
    }
    boolean present = locked != null && locked.generation() == was.generation();
    return insert(
        id,
        failed.task(),
        failed.payload(),
        policy,
        failed.tags(),
        present ? locked.policy() : null);
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
    return Histories.find(database, step.handle(), id)
        .map(
            row ->
                new SubmitResult(
                    row.state() == ExecutionState.MISSED && row.started() == null
                        ? Status.SKIPPED
                        : Status.SUBMITTED,
                    id))
        .orElse(null);
  }

  private SubmitResult insert(
      ExecutionId id,
      String task,
      Payload payload,
      JobPolicy policy,
      Set<String> tags,
      @Nullable JobPolicy limits) {
    long[] live = step.live(id.jobId(), id.generation());
    Overlap overlap =
        limits == null ? new Overlap(1, 0, false) : Overlap.judge(limits, live[0], live[1], 1);
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
      step.supersede(id.jobId(), id.generation());
    }
    if (overlap.block() > 0) {
      step.linkLater(id.jobId(), id.generation());
    }
    Rows rows = ExecutionRow.rows(database);
    ExecutionRow.add(rows, run);
    rows.insertInto(step.handle(), database.table("execution"));
    return new SubmitResult(status(state), id);
  }

  private static Status status(long state) {
    boolean waits = state == ExecutionRow.BLOCKED || state == ExecutionRow.HELD;
    return waits ? Status.WAITING : Status.SUBMITTED;
  }
}
