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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Carries out decisions about claimed jobs in one transaction of a few statements, however many the
 * decisions are. For one thread.
 */
final class Firing {

  private final Database database;
  private final Handle handle;
  private final Node node;
  private final Duration lease;

  Firing(Database database, Handle handle, Node node, Duration lease) {
    this.database = database;
    this.handle = handle;
    this.node = node;
    this.lease = lease;
  }

  /**
   * The answer, and what other nodes are to know.
   *
   * @param earliestDue when the earliest work that is left is due
   * @param revoked jobs whose leases are unwanted
   */
  record Fired(FireReply reply, long earliestDue, Set<String> revoked) {}

  Fired fire(List<FireDecision> decisions) {
    Set<String> seen = new HashSet<>();
    List<FireDecision> first =
        decisions.stream().filter(each -> seen.add(each.claim().job().id())).toList();
    List<FireDecision> advancing = first.stream().filter(each -> each.problem() == null).toList();
    Advancing.Advanced advanced = new Advancing(database, handle).advance(advancing);
    Batch batch = new Batch(advanced.now(), advancing);
    IdentityHashMap<FireDecision, FireResult> results = new IdentityHashMap<>();
    for (FireDecision decision : first) {
      results.put(
          decision,
          decision.problem() == null
              ? batch.carryOut(decision, advanced.ids())
              : batch.pause(decision));
    }
    batch.write();
    List<FireResult> inOrder = new ArrayList<>(decisions.size());
    for (FireDecision decision : decisions) {
      FireResult result = results.remove(decision);
      inOrder.add(result == null ? FireResult.STALE : result);
    }
    return new Fired(
        new FireReply(Read.time(advanced.now()), inOrder),
        Math.min(batch.step.earliestDue(), batch.nextDue),
        batch.step.revoked());
  }

  /** What the decisions come to, gathered and then written together. */
  private final class Batch {

    private final Step step;
    private final TaskSlots slots;
    private final Rows executions = ExecutionRow.rows(database);
    private final TreeSet<String> untagged = new TreeSet<>();
    private final Map<JobLife, Waiting.Counts> there = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private long nextDue = Long.MAX_VALUE;

    Batch(long now, List<FireDecision> decisions) {
      this.step = new Step(database, handle, now);
      Set<String> tasks = new TreeSet<>();
      decisions.forEach(decision -> tasks.add(decision.claim().job().task()));
      this.slots = TaskSlots.lock(database, handle, node, tasks);
      count(decisions);
    }

    /** Counts the executions of all jobs at once; the jobs are locked. */
    private void count(List<FireDecision> decisions) {
      Set<String> jobIds = new TreeSet<>();
      decisions.forEach(decision -> jobIds.add(decision.claim().job().id()));
      read(
          "job_id",
          jobIds,
          "AND NOT alone",
          row -> {
            taken.add(row.getString("id"));
            JobLife job = new JobLife(row.getString("job_id"), row.getLong("generation"));
            long state = row.getLong("state");
            there.put(job, there.getOrDefault(job, Waiting.Counts.NONE).with(state));
            return true;
          });
      // A job that was put twice may have been fired before without a decision.
      Set<String> firstFires = new TreeSet<>();
      for (FireDecision decision : decisions) {
        JobRecord job = decision.claim().job();
        if (job.lastFireTime() == null) {
          decision.fires().forEach(fire -> firstFires.add(id(job, fire).toString()));
        }
      }
      read("id", firstFires, "AND alone", row -> taken.add(row.getString("id")));
    }

    private void read(String column, Set<String> values, String which, Claiming.Reader<?> reader) {
      if (values.isEmpty()) {
        return;
      }
      String in = Rows.in(database.dialect(), column, "values", values.size());
      Rows.bindAll(
              database.dialect(),
              database.query(
                  handle,
                  "SELECT id, job_id, generation, state FROM {execution} WHERE "
                      + in
                      + " "
                      + which),
              "values",
              values)
          .map((row, context) -> reader.read(row))
          .list();
    }

    FireResult pause(FireDecision decision) {
      JobRecord job = decision.claim().job();
      LockedJob locked = step.locks().job(job.id());
      if (locked == null || !locked.isCurrent(decision.claim())) {
        return FireResult.STALE;
      }
      Jobs.write(
          database,
          step,
          job,
          job.withState(JobState.PAUSED, decision.problem()).withVersion(job.version() + 1));
      return new FireResult(true, List.of(), List.of());
    }

    FireResult carryOut(FireDecision decision, Set<String> advanced) {
      JobRecord job = decision.claim().job();
      if (!advanced.contains(job.id())) {
        return FireResult.STALE;
      }
      decision.missed().forEach(step.history()::add);
      Instant due = decision.dueTime();
      if (due != null) {
        nextDue = Math.min(nextDue, Read.millis(due));
      } else if (!job.tags().isEmpty()) {
        untagged.add(job.id());
      }
      return insert(job, decision);
    }

    private FireResult insert(JobRecord job, FireDecision decision) {
      List<PlannedFire> planned =
          decision.fires().stream().filter(fire -> taken.add(id(job, fire).toString())).toList();
      if (planned.isEmpty()) {
        return new FireResult(true, List.of(), List.of());
      }
      JobLife life = new JobLife(job.id(), job.generation());
      Overlap overlap =
          Overlap.judge(
              job.policy(), there.getOrDefault(life, Waiting.Counts.NONE), planned.size());
      if (overlap.supersede()) {
        step.supersede(life);
      }
      if (overlap.block() > 0) {
        step.waiting().link(life);
      }
      List<ExecutionRecord> claimed = new ArrayList<>(1);
      int at = 0;
      for (; at < overlap.start(); at++) {
        ExecutionRecord run = start(job, planned.get(at), claimed.size() < decision.claimLimit());
        if (run.state() == ExecutionState.CLAIMED) {
          claimed.add(run);
        }
        ExecutionRow.add(executions, run);
      }
      for (int end = at + overlap.block(); at < end; at++) {
        ExecutionRow.add(executions, execution(job, planned.get(at), ExecutionState.BLOCKED));
      }
      return new FireResult(true, claimed, skip(job, planned.subList(at, planned.size())));
    }

    private ExecutionRecord start(JobRecord job, PlannedFire fire, boolean wanted) {
      Instant deadline = fire.deadline();
      boolean late = deadline != null && Read.millis(deadline) < step.now();
      if (wanted && !late && slots.take(job.task())) {
        return execution(job, fire, ExecutionState.CLAIMED);
      }
      long state = step.ready(id(job, fire), Read.millis(fire.dueTime()));
      return execution(job, fire, ExecutionRow.state((int) state));
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

    private ExecutionRecord execution(JobRecord job, PlannedFire fire, ExecutionState state) {
      boolean leased = state == ExecutionState.CLAIMED;
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
          leased ? leaseEnd(fire) : null,
          1,
          0,
          false,
          Read.time(step.now()));
    }

    private @Nullable Instant leaseEnd(PlannedFire fire) {
      long from = Math.max(step.now(), Read.millis(fire.dueTime()));
      return Read.time(Read.plus(from, Read.millis(lease)));
    }

    void write() {
      executions.insertInto(handle, database.table("execution"));
      Tags.remove(database, handle, untagged);
      step.write();
    }
  }

  private static ExecutionId id(JobRecord job, PlannedFire fire) {
    return ExecutionId.ofFire(job.id(), job.generation(), fire.fireTime());
  }
}
