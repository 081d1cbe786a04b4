package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fire queue of the model. */
final class ModelQueue implements FireQueue {

  private static final Comparator<ModelJob> JOB_ORDER =
      Comparator.comparing((ModelJob job) -> -job.record.policy().priority())
          .thenComparing(job -> Objects.requireNonNull(job.record.dueTime()))
          .thenComparing(job -> job.record.id());

  private static final Comparator<ModelExecution> RUN_ORDER =
      Comparator.comparing((ModelExecution run) -> -run.source.policy().priority())
          .thenComparing(run -> run.dueTime)
          .thenComparing(run -> run.id, ModelState.byId());

  private final ModelState state;
  private final Map<List<String>, JobClaims> jobReplies = new HashMap<>();
  private final Map<List<String>, ExecutionClaims> replies = new HashMap<>();

  ModelQueue(ModelState state) {
    this.state = state;
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    List<String> request = List.of(node.owner(), requestId);
    @Nullable JobClaims before = jobReplies.get(request);
    if (before != null) {
      return before;
    }
    Instant now = state.now();
    List<JobClaim> claims = new ArrayList<>();
    for (QueueRoom room : rooms) {
      active(node, room.queue())
          .filter(job -> !job.isClaimed(now))
          .filter(job -> mayClaim(job, now, horizon))
          .sorted(JOB_ORDER)
          .limit(room.room())
          .toList()
          .forEach(
              job -> {
                job.claimOwner = node.owner();
                job.claimToken = state.nextToken();
                job.claimUntil = now.plus(hold);
                claims.add(new JobClaim(job.record, job.claimToken));
              });
    }
    JobClaims reply = new JobClaims(now, claims, nextJob(node, rooms));
    jobReplies.put(request, reply);
    return reply;
  }

  private Stream<ModelJob> active(Node node, String queue) {
    return active(node).filter(job -> job.record.policy().queue().equals(queue));
  }

  private Stream<ModelJob> active(Node node) {
    return state.jobs.values().stream()
        .filter(job -> job.record.state() == JobState.ACTIVE && job.record.dueTime() != null)
        .filter(job -> node.tasks().contains(job.record.task()));
  }

  private boolean mayClaim(ModelJob job, Instant now, Duration horizon) {
    Instant due = Objects.requireNonNull(job.record.dueTime());
    boolean idle = state.live.stream().noneMatch(run -> run.job == job);
    return !due.isAfter(now) || (idle && !due.isAfter(now.plus(horizon)));
  }

  private @Nullable Instant nextJob(Node node, List<QueueRoom> rooms) {
    Instant now = state.now();
    return rooms.stream()
        .flatMap(room -> active(node, room.queue()))
        .filter(job -> !job.isClaimed(now) || !node.owner().equals(job.claimOwner))
        .map(job -> job.isClaimed(now) ? job.claimUntil : job.record.dueTime())
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    return new FireReply(
        state.now(), decisions.stream().map(decision -> fire(node, lease, decision)).toList());
  }

  private FireResult fire(Node node, Duration lease, FireDecision decision) {
    JobClaim claim = decision.claim();
    @Nullable ModelJob job = state.jobs.get(claim.job().id());
    if (job == null
        || job.claimToken == 0
        || job.claimToken != claim.token()
        || job.record.generation() != claim.job().generation()
        || job.record.version() != claim.job().version()) {
      return FireResult.STALE;
    }
    if (decision.problem() != null) {
      job.become(job.record.withState(JobState.PAUSED, decision.problem()));
      state.of(job, false).stream()
          .filter(run -> run.state == ExecutionState.SCHEDULED)
          .forEach(ModelExecution::ready);
      return new FireResult(true, List.of(), List.of());
    }
    decision.missed().forEach(state::recordMissed);
    FireResult result = insert(job, node, lease, decision);
    if (decision.nextFireTime() == null) {
      state.jobs.remove(job.record.id());
      job.presence = ModelJob.Presence.FINISHED;
    } else {
      Instant last =
          decision.lastFireTime() == null ? job.record.lastFireTime() : decision.lastFireTime();
      job.become(job.record.withFires(last, decision.nextFireTime(), decision.dueTime()));
    }
    return result;
  }

  private FireResult insert(ModelJob job, Node node, Duration lease, FireDecision decision) {
    List<ModelExecution> asked = new ArrayList<>();
    for (PlannedFire fire : decision.fires()) {
      JobRecord record = job.record;
      ExecutionId id = ExecutionId.ofFire(record.id(), record.generation(), fire.fireTime());
      if (state.find(id) == null) {
        asked.add(new ModelExecution(id, job, fire, state.now()));
      }
    }
    List<ModelExecution> skipped = admit(job, asked);
    List<ExecutionRecord> claimed = new ArrayList<>();
    for (ModelExecution run : asked.subList(0, asked.size() - skipped.size())) {
      if (run.state == ExecutionState.SCHEDULED
          && claimed.size() < decision.claimLimit()
          && !run.isLate(state.now())) {
        state.lease(run, node.owner(), lease);
        claimed.add(run.record());
      }
    }
    if (skipped.isEmpty()) {
      return new FireResult(true, claimed, List.of());
    }
    MissedRange range =
        new MissedRange(
            job.record.id(),
            job.record.generation(),
            skipped.get(0).fireTime,
            skipped.get(skipped.size() - 1).fireTime,
            skipped.size(),
            MissedRange.Reason.MAX_INSTANCES);
    state.recordMissed(range);
    return new FireResult(true, claimed, List.of(range));
  }

  /** Lets executions in as the overlap limit of their job allows; answers those turned away. */
  private List<ModelExecution> admit(ModelJob job, List<ModelExecution> asked) {
    if (asked.isEmpty()) {
      return asked;
    }
    int waiting = state.of(job, true).size();
    int free = job.record.policy().maxInstances() - state.of(job, false).size();
    int start = 0;
    int block;
    if (free > 0 && waiting == 0) {
      start = Math.min(free, asked.size());
      block = asked.size() - start;
    } else {
      block =
          switch (job.record.policy().overflow()) {
            case SKIP -> 0;
            case QUEUE_ONE -> waiting == 0 ? 1 : 0;
            case QUEUE_ALL -> Math.max(0, 1_000 - waiting);
            case CANCEL_RUNNING -> supersede(job, asked.size());
          };
      block = Math.min(block, asked.size());
    }
    for (int i = 0; i < start + block; i++) {
      ModelExecution run = asked.get(i);
      state.live.add(run);
      run.ready();
      if (i >= start) {
        run.state = ExecutionState.BLOCKED;
      }
    }
    return asked.subList(start + block, asked.size());
  }

  /** Asks what runs to stop and cancels what waits for it. */
  private int supersede(ModelJob job, int asked) {
    state.of(job, true).forEach(run -> state.endUnstarted(run, ExecutionState.CANCELLED));
    state.of(job, false).stream()
        .filter(run -> run.state == ExecutionState.CLAIMED)
        .forEach(run -> run.cancelRequested = true);
    return asked;
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    @Nullable ModelJob job = state.jobs.get(jobId);
    if (job == null) {
      return new SubmitResult(SubmitResult.Status.NOT_FOUND, null);
    }
    Instant now = state.now();
    ExecutionId id = ExecutionId.ofRequest(jobId, job.record.generation(), requestId);
    if (state.find(id) == null && !state.requests.containsKey(id)) {
      PlannedFire fire = new PlannedFire(now, now, null, Adjustment.NONE);
      for (ModelExecution skipped : admit(job, List.of(new ModelExecution(id, job, fire, now)))) {
        state.requests.put(id, SubmitResult.Status.SKIPPED);
        state.endUnstarted(skipped, ExecutionState.MISSED);
      }
    }
    @Nullable ModelExecution run = state.find(id);
    if (run == null) {
      return new SubmitResult(Objects.requireNonNull(state.requests.get(id)), id);
    }
    boolean waits = run.state == ExecutionState.BLOCKED || run.state == ExecutionState.HELD;
    return new SubmitResult(
        waits ? SubmitResult.Status.WAITING : SubmitResult.Status.SUBMITTED, id);
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    List<String> request = List.of(node.owner(), requestId);
    @Nullable ExecutionClaims before = replies.get(request);
    if (before != null) {
      return before;
    }
    Instant until = state.now().plus(horizon);
    List<ExecutionRecord> claimed = new ArrayList<>();
    List<ExecutionRecord> missed = new ArrayList<>();
    for (QueueRoom room : rooms) {
      int full = claimed.size() + room.room();
      Optional<ModelExecution> next = first(node, room.queue(), until);
      while (next.isPresent() && claimed.size() < full) {
        ModelExecution run = next.get();
        if (run.isLate(state.now())) {
          EndedExecution row =
              ModelState.row(
                  run, ExecutionState.MISSED, null, null, state.now(), null, Payload.none());
          state.miss(run, MissedRange.Reason.GRACE, row);
          missed.add(run.record());
        } else {
          state.lease(run, node.owner(), lease);
          claimed.add(run.record());
        }
        next = first(node, room.queue(), until);
      }
    }
    @Nullable Instant nextDue =
        rooms.stream()
            .flatMap(room -> waiting(node, room.queue()))
            .map(run -> run.dueTime)
            .min(Comparator.naturalOrder())
            .orElse(null);
    ExecutionClaims reply = new ExecutionClaims(state.now(), claimed, missed, nextDue);
    replies.put(request, reply);
    return reply;
  }

  private Optional<ModelExecution> first(Node node, String queue, Instant until) {
    return waiting(node, queue).filter(run -> !run.dueTime.isAfter(until)).min(RUN_ORDER);
  }

  private Stream<ModelExecution> waiting(Node node, String queue) {
    return waiting(node).filter(run -> run.source.policy().queue().equals(queue));
  }

  private Stream<ModelExecution> waiting(Node node) {
    return state.live.stream()
        .filter(run -> run.state == ExecutionState.SCHEDULED)
        .filter(run -> node.tasks().contains(run.source.task()));
  }

  @Override
  public NextDue nextDue(Node node) {
    Instant now = state.now();
    Stream<Instant> fires =
        active(node)
            .map(
                job ->
                    job.isClaimed(now)
                        ? job.claimUntil
                        : Objects.requireNonNull(job.record.dueTime()));
    Stream<Instant> runs = waiting(node).map(run -> run.dueTime);
    return new NextDue(now, Stream.concat(fires, runs).min(Comparator.naturalOrder()).orElse(null));
  }
}
