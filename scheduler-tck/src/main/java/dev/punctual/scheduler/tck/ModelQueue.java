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
import dev.punctual.scheduler.store.TaskLimit;
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
      Comparator.comparingInt((ModelJob job) -> -job.record.policy().priority())
          .thenComparing(job -> Objects.requireNonNull(job.record.dueTime()))
          .thenComparing(job -> job.record.id());

  private static final Comparator<ModelExecution> RUN_ORDER =
      Comparator.comparingInt((ModelExecution run) -> -run.source.policy().priority())
          .thenComparing(run -> run.dueTime)
          .thenComparing(run -> run.id, ModelState.byId());

  /** What has been due longest comes first. */
  private static final Comparator<ModelJob> OLDEST_JOB =
      Comparator.comparing((ModelJob job) -> Objects.requireNonNull(job.record.dueTime()))
          .thenComparing(JOB_ORDER);

  private static final Comparator<ModelExecution> OLDEST_RUN =
      Comparator.comparing((ModelExecution run) -> run.dueTime).thenComparing(RUN_ORDER);

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
      for (int i = 0; i < room.room(); i++) {
        Comparator<ModelJob> order = i < room.room() - room.oldest() ? JOB_ORDER : OLDEST_JOB;
        active(node, room.queue())
            .filter(job -> !job.isClaimed(now))
            .filter(job -> mayClaim(job, now, horizon))
            .min(order)
            .ifPresent(job -> claims.add(claim(job, node, now.plus(hold))));
      }
    }
    JobClaims reply = new JobClaims(now, claims, nextJob(node, rooms));
    jobReplies.put(request, reply);
    return reply;
  }

  private JobClaim claim(ModelJob job, Node node, Instant until) {
    job.claimOwner = node.owner();
    job.claimToken = state.nextToken();
    job.claimUntil = until;
    return new JobClaim(job.record, job.claimToken);
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
    List<ExecutionRecord> leased = new ArrayList<>();
    List<FireResult> results = new ArrayList<>();
    for (FireDecision decision : decisions) {
      FireResult result = fire(node, lease, decision, leased);
      leased.addAll(result.claimed());
      results.add(result);
    }
    return new FireReply(state.now(), results);
  }

  /** Carries out one decision; {@code before} was leased by those before it in the same call. */
  private FireResult fire(
      Node node, Duration lease, FireDecision decision, List<ExecutionRecord> before) {
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
    FireResult result = insert(job, node, lease, decision, before);
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

  private FireResult insert(
      ModelJob job,
      Node node,
      Duration lease,
      FireDecision decision,
      List<ExecutionRecord> before) {
    List<ModelExecution> asked = new ArrayList<>();
    for (PlannedFire fire : decision.fires()) {
      JobRecord record = job.record;
      ExecutionId id = ExecutionId.ofFire(record.id(), record.generation(), fire.fireTime());
      if (state.find(id) == null) {
        asked.add(new ModelExecution(id, job, record, fire, state.now()));
      }
    }
    List<ModelExecution> skipped = state.runs.admit(job, asked);
    List<ExecutionRecord> leased = new ArrayList<>(before);
    for (ModelExecution run : asked.subList(0, asked.size() - skipped.size())) {
      if (run.state == ExecutionState.SCHEDULED
          && leased.size() - before.size() < decision.claimLimit()
          && !run.isLate(state.now())
          && isWithinLimits(node, run.source.task(), leased)) {
        state.lease(run, node.owner(), lease);
        leased.add(run.record());
      }
    }
    List<ExecutionRecord> claimed = leased.subList(before.size(), leased.size());
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

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    return state.runs.submit(jobId, requestId, Payload.none());
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    return state.runs.rerun(ended, requestId);
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
      while (claimed.size() < full) {
        boolean byPriority = claimed.size() < full - room.oldest();
        Optional<ModelExecution> next =
            waiting(node, room.queue(), claimed)
                .filter(each -> !each.dueTime.isAfter(until))
                .min(byPriority ? RUN_ORDER : OLDEST_RUN);
        if (next.isEmpty()) {
          break;
        }
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
      }
    }
    @Nullable Instant nextDue =
        rooms.stream()
            .flatMap(room -> waiting(node, room.queue(), List.of()))
            .map(run -> run.dueTime)
            .min(Comparator.naturalOrder())
            .orElse(null);
    ExecutionClaims reply = new ExecutionClaims(state.now(), claimed, missed, nextDue);
    replies.put(request, reply);
    return reply;
  }

  private Stream<ModelExecution> waiting(Node node, String queue, List<ExecutionRecord> leased) {
    return waiting(node, leased).filter(run -> run.source.policy().queue().equals(queue));
  }

  /** What a node may lease, after it has leased something else in the same call. */
  private Stream<ModelExecution> waiting(Node node, List<ExecutionRecord> leased) {
    return state.live.stream()
        .filter(run -> run.state == ExecutionState.SCHEDULED)
        .filter(run -> node.tasks().contains(run.source.task()))
        .filter(run -> isWithinLimits(node, run.source.task(), leased));
  }

  /** Whether a call may lease one more execution of a task. */
  private boolean isWithinLimits(Node node, String task, List<ExecutionRecord> leasedByTheCall) {
    TaskLimit limit = node.limit(task);
    long inCall = leasedByTheCall.stream().filter(run -> run.task().equals(task)).count();
    return inCall < limit.perCall() && state.leased(task) < limit.inCluster();
  }

  @Override
  public NextDue nextDue(Node node) {
    Instant now = state.now();
    Stream<Instant> fires =
        active(node)
            .filter(job -> node.queues().contains(job.record.policy().queue()))
            .map(
                job ->
                    job.isClaimed(now)
                        ? job.claimUntil
                        : Objects.requireNonNull(job.record.dueTime()));
    Stream<Instant> runs =
        waiting(node, List.of())
            .filter(run -> node.queues().contains(run.source.policy().queue()))
            .map(run -> run.dueTime);
    return new NextDue(now, Stream.concat(fires, runs).min(Comparator.naturalOrder()).orElse(null));
  }
}
