package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Carries out decisions about claimed jobs in one transaction. For one thread. */
final class Firing {

  private static final List<Column> ADVANCE =
      List.of(
          Column.text("id"),
          Column.number("next_fire"),
          Column.number("due"),
          Column.number("last_fire"),
          Column.number("version"),
          Column.number("claim_until"));

  private final Database database;
  private final Handle handle;
  private final Node node;
  private final Duration lease;
  private final Step step;
  private final Rows executions;
  private final Rows advanced;
  private final TreeSet<String> finished = new TreeSet<>();
  private final Map<String, long[]> live = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private long nextDue = Long.MAX_VALUE;

  Firing(Database database, Handle handle, Node node, Duration lease) {
    this.database = database;
    this.handle = handle;
    this.node = node;
    this.lease = lease;
    this.step = new Step(database, handle);
    this.executions = ExecutionRow.rows(database);
    this.advanced = new Rows(database.dialect(), ADVANCE);
  }

  /** The answer, and when the earliest work that is left is due. */
  record Fired(FireReply reply, long earliestDue) {}

  Fired fire(List<FireDecision> decisions) {
    List<String> ids =
        decisions.stream().map(decision -> decision.claim().job().id()).distinct().toList();
    step.lockJobs(ids);
    countLive(ids);
    Set<String> decided = new HashSet<>();
    List<FireResult> results = new ArrayList<>(decisions.size());
    for (FireDecision decision : decisions) {
      JobRecord job = decision.claim().job();
      LockedJob locked = step.lockJob(job.id());
      boolean current =
          locked != null
              && locked.generation() == job.generation()
              && locked.version() == job.version()
              && locked.claimToken() == decision.claim().token()
              && decided.add(job.id());
      results.add(current && locked != null ? carryOut(locked, decision) : FireResult.STALE);
    }
    executions.insertInto(handle, database.table("execution"));
    advanced.update(handle, database.table("job"), "id");
    Jobs.delete(database, handle, finished);
    step.write();
    return new Fired(
        new FireReply(Read.time(step.now()), results), Math.min(step.earliestDue(), nextDue));
  }

  private FireResult carryOut(LockedJob job, FireDecision decision) {
    JobRecord record = decision.claim().job();
    if (decision.problem() != null) {
      JobRecord paused =
          record.withState(JobState.PAUSED, decision.problem()).withVersion(job.version() + 1);
      Jobs.write(database, step, record, paused);
      return new FireResult(true, List.of(), List.of());
    }
    decision.missed().forEach(step.history()::add);
    FireResult result = insert(job, decision);
    if (decision.nextFireTime() == null) {
      finished.add(job.id());
    } else {
      Instant last = decision.lastFireTime();
      advanced.add(
          job.id(),
          Read.orNull(decision.nextFireTime()),
          Read.orNull(decision.dueTime()),
          Read.orNull(last == null ? record.lastFireTime() : last),
          job.version() + 1,
          0L);
      Instant due = decision.dueTime();
      nextDue = due == null ? nextDue : Math.min(nextDue, Read.millis(due));
    }
    return result;
  }

  private FireResult insert(LockedJob job, FireDecision decision) {
    JobRecord record = decision.claim().job();
    List<PlannedFire> planned =
        decision.fires().stream().filter(fire -> taken.add(id(record, fire).toString())).toList();
    if (planned.isEmpty()) {
      return new FireResult(true, List.of(), List.of());
    }
    long[] counts = live.getOrDefault(job.id() + '~' + job.generation(), new long[2]);
    Overlap overlap = Overlap.judge(job.policy(), counts[0], counts[1], planned.size());
    if (overlap.supersede()) {
      step.supersede(job.id(), job.generation());
    }
    boolean limited = node.limit(record.task()).inCluster() != TaskLimit.NONE.inCluster();
    int leases = limited ? 0 : decision.claimLimit();
    List<ExecutionRecord> claimed = new ArrayList<>(1);
    int at = 0;
    for (; at < overlap.start(); at++) {
      PlannedFire fire = planned.get(at);
      if (claimed.size() < leases && !isLate(fire)) {
        ExecutionRecord leased = execution(record, fire, ExecutionState.CLAIMED);
        claimed.add(leased);
        ExecutionRow.add(executions, leased);
      } else {
        long due = Read.millis(fire.dueTime());
        ExecutionState state = ExecutionRow.state((int) step.ready(id(record, fire), due));
        ExecutionRow.add(executions, execution(record, fire, state));
      }
    }
    if (overlap.block() > 0) {
      step.linkLater(job.id(), job.generation());
    }
    for (int end = at + overlap.block(); at < end; at++) {
      ExecutionRow.add(executions, execution(record, planned.get(at), ExecutionState.BLOCKED));
    }
    return new FireResult(true, claimed, skip(record, planned.subList(at, planned.size())));
  }

  private ExecutionRecord execution(JobRecord job, PlannedFire fire, ExecutionState state) {
    boolean leased = state == ExecutionState.CLAIMED;
    long from = Math.max(step.now(), Read.millis(fire.dueTime()));
    return new ExecutionRecord(
        id(job, fire),
        job.task(),
        job.payload(),
        job.policy(),
        job.tags(),
        fire.fireTime(),
        fire.dueTime(),
        fire.deadline(),
        fire.adjustment(),
        state,
        leased ? node.owner() : null,
        leased ? 1 : 0,
        leased ? Read.time(Read.plus(from, Read.millis(lease))) : null,
        1,
        0,
        false,
        Read.time(step.now()));
  }

  private List<MissedRange> skip(JobRecord job, List<PlannedFire> skipped) {
    if (skipped.isEmpty()) {
      return List.of();
    }
    MissedRange range =
        new MissedRange(
            job.id(),
            job.generation(),
            skipped.get(0).fireTime(),
            skipped.get(skipped.size() - 1).fireTime(),
            skipped.size(),
            MissedRange.Reason.MAX_INSTANCES);
    step.history().add(range);
    return List.of(range);
  }

  private boolean isLate(PlannedFire fire) {
    @Nullable Instant deadline = fire.deadline();
    return deadline != null && Read.millis(deadline) < step.now();
  }

  /** Counts the live executions of all jobs at once; their jobs are locked. */
  private void countLive(List<String> ids) {
    String in = Rows.in(database.dialect(), "job_id", "ids", ids.size());
    Rows.bindAll(
            database.dialect(),
            database.query(
                handle, "SELECT id, job_id, generation, state FROM {execution} WHERE " + in),
            "ids",
            ids)
        .map(
            (row, context) -> {
              taken.add(row.getString("id"));
              String key = row.getString("job_id") + '~' + row.getLong("generation");
              int kind = row.getLong("state") == ExecutionRow.BLOCKED ? 1 : 0;
              return live.computeIfAbsent(key, any -> new long[2])[kind]++;
            })
        .list();
  }

  private static ExecutionId id(JobRecord job, PlannedFire fire) {
    return ExecutionId.ofFire(job.id(), job.generation(), fire.fireTime());
  }
}
