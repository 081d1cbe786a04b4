package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that the model keeps, in plain lists, and the steps that several roles share. */
final class ModelState {

  private final InstantSource clock;
  final ModelRuns runs = new ModelRuns(this);
  final Map<String, ModelJob> jobs = new TreeMap<>();

  /** Live executions, the oldest first. */
  final List<ModelExecution> live = new ArrayList<>();

  /** Ended executions and missed ranges with the time of their record, the latest first. */
  final Deque<Map.Entry<Instant, EndedExecution>> ended = new ArrayDeque<>();

  final Deque<Map.Entry<Instant, MissedRange>> missed = new ArrayDeque<>();

  /** Leases whose completion took effect. */
  final Set<LeaseRef> completed = new HashSet<>();

  /** What manual runs that ended were answered. */
  final Map<ExecutionId, SubmitResult.Status> requests = new HashMap<>();

  /** Announced nodes and how long they count. */
  final Map<String, Instant> members = new TreeMap<>();

  final Map<String, Set<String>> tasks = new HashMap<>();
  private long tokens;

  ModelState(InstantSource clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  long nextToken() {
    return ++tokens;
  }

  @Nullable ModelExecution find(ExecutionId id) {
    return live.stream().filter(each -> each.id.equals(id)).findFirst().orElse(null);
  }

  /** The latest line of history of an execution. */
  @Nullable EndedExecution findEnded(ExecutionId id) {
    return ended.stream()
        .map(Map.Entry::getValue)
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  /** How many executions of a task are leased, by whomever. */
  long leased(String task) {
    return live.stream()
        .filter(run -> run.state == ExecutionState.CLAIMED && run.source.task().equals(task))
        .count();
  }

  List<ModelExecution> of(ModelJob job, boolean blocked) {
    return live.stream()
        .filter(each -> each.job == job)
        .filter(each -> blocked == (each.state == ExecutionState.BLOCKED))
        .toList();
  }

  /** Lets those go that wait for an earlier one, as far as their job has room. */
  void promote(ModelJob job) {
    if (job.presence == ModelJob.Presence.REMOVED) {
      return;
    }
    for (ModelExecution next : of(job, true)) {
      JobRecord limits = job.presence == ModelJob.Presence.PRESENT ? job.record : next.source;
      if (of(job, false).size() >= limits.policy().maxInstances()) {
        return;
      }
      next.ready();
    }
  }

  /** Ends an execution for good: those go that waited for it, and what follows it is submitted. */
  void end(ModelExecution run, EndedExecution row) {
    live.remove(run);
    run.state = row.state();
    run.unlease();
    ended.addFirst(Map.entry(now(), row));
    if (run.id.isManual()) {
      requests.putIfAbsent(run.id, SubmitResult.Status.SUBMITTED);
    }
    promote(run.job);
    runs.follow(run, row);
  }

  void endUnstarted(ModelExecution run, ExecutionState how) {
    end(run, row(run, how, null, null, now(), null, Payload.none()));
  }

  /** Ends an execution that was not run; a fire of the trigger leaves a range. */
  void miss(ModelExecution run, MissedRange.Reason reason, EndedExecution row) {
    if (!run.id.isManual()) {
      recordMissed(
          new MissedRange(
              run.id.jobId(), run.id.generation(), run.fireTime, run.fireTime, 1, reason));
    }
    end(run, row);
  }

  void recordMissed(MissedRange range) {
    missed.addFirst(Map.entry(now(), range));
  }

  /** One line of history. */
  static EndedExecution row(
      ModelExecution run,
      ExecutionState how,
      @Nullable String node,
      @Nullable Instant started,
      Instant finished,
      @Nullable String error,
      Payload result) {
    boolean failed = how == ExecutionState.DEAD || how == ExecutionState.LOST;
    return new EndedExecution(
        run.id,
        run.source.task(),
        how,
        run.attempt,
        node,
        run.fireTime,
        started,
        finished,
        error,
        failed ? run.source.payload() : Payload.none(),
        failed ? run.source.policy() : null,
        result,
        run.source.tags());
  }

  /** Ends a lease without ending the execution, unless a user wants it gone. */
  void giveBack(ModelExecution run) {
    run.unlease();
    if (run.isUnwanted()) {
      endUnstarted(run, ExecutionState.CANCELLED);
    } else {
      run.ready();
    }
  }

  void lease(ModelExecution run, String owner, Duration lease) {
    Instant from = run.dueTime.isAfter(now()) ? run.dueTime : now();
    run.state = ExecutionState.CLAIMED;
    run.owner = owner;
    run.token = nextToken();
    run.leaseUntil = from.plus(lease);
    run.started = null;
  }

  /** Whether a node is announced that has code for a task. */
  boolean isKnown(String task) {
    return members.entrySet().stream()
        .anyMatch(
            member ->
                member.getValue().isAfter(now())
                    && tasks.getOrDefault(member.getKey(), Set.of()).contains(task));
  }

  static Comparator<ExecutionId> byId() {
    return Comparator.comparing(ExecutionId::jobId)
        .thenComparing(ExecutionId::generation)
        .thenComparing(id -> id.requestId() == null ? "" : id.requestId())
        .thenComparing(ExecutionId::fireAtMillis);
  }
}
