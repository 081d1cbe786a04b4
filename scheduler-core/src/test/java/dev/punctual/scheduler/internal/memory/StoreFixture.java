package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A store with its clock, two nodes, and short names for what tests do again and again. */
final class StoreFixture {

  static final String TASK = "mail";
  static final Duration HOLD = Duration.ofSeconds(10);
  static final Duration LEASE = Duration.ofSeconds(30);
  static final List<QueueRoom> ROOM = List.of(new QueueRoom("default", 100));

  final ManualClock clock = new ManualClock();
  final JobStore store = MemoryJobStore.create(clock);
  final Node a = new Node("node-a", Set.of(TASK));
  final Node b = new Node("node-b", Set.of(TASK));

  private final AtomicLong counter = new AtomicLong();

  Instant now() {
    return clock.instant();
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  String fresh() {
    return "r" + counter.incrementAndGet();
  }

  /** An ACTIVE job that is due now. */
  JobRecord job(String id) {
    return job(id, JobPolicy.DEFAULT);
  }

  JobRecord job(String id, JobPolicy policy) {
    return job(id, TASK, policy, now());
  }

  JobRecord job(String id, String task, JobPolicy policy, Instant due) {
    return new JobRecord(
        id,
        counter.incrementAndGet(),
        task,
        task,
        Payload.none(),
        new NamedTrigger("every second"),
        policy,
        Set.of(),
        JobState.ACTIVE,
        due,
        due,
        null,
        0,
        Instant.EPOCH,
        null);
  }

  static JobPolicy overlap(int maxInstances, Overflow overflow) {
    return JobPolicy.DEFAULT.withMaxInstances(maxInstances).withOverflow(overflow);
  }

  JobRecord put(JobRecord job) {
    PutResult result = store.jobs().put(List.of(job), ConflictPolicy.FAIL).get(0);
    if (result.status() != PutResult.Status.CREATED) {
      throw new AssertionError("not created: " + result);
    }
    return result.stored();
  }

  JobRecord get(String id) {
    return store.jobs().get(id).orElseThrow();
  }

  /** Changes the state of a job, as a user does who pauses or resumes it. */
  JobRecord become(String id, JobState state) {
    JobChange change = new JobChange(get(id).withState(state, null), List.of());
    UpdateResult result = store.jobs().update(change);
    if (result.status() != UpdateResult.Status.UPDATED) {
      throw new AssertionError("not updated: " + result);
    }
    return get(id);
  }

  List<JobClaim> claimJobs(Node node) {
    return claimJobs(node, ROOM).claims();
  }

  JobClaims claimJobs(Node node, List<QueueRoom> rooms) {
    return store.queue().claimJobs(fresh(), node, rooms, HOLD, Duration.ZERO);
  }

  JobClaim claimJob(Node node) {
    List<JobClaim> claims = claimJobs(node);
    if (claims.size() != 1) {
      throw new AssertionError("not one job is due: " + claims);
    }
    return claims.get(0);
  }

  /** A decision to run some fires; the job fires next one second after the last of them. */
  static FireDecision decide(JobClaim claim, int claimLimit, Instant... fires) {
    Instant last = fires[fires.length - 1];
    return decideUntil(claim, claimLimit, last.plusSeconds(1), fires);
  }

  /** A decision to run some fires; the job ends after them if {@code next} is null. */
  static FireDecision decideUntil(JobClaim claim, int claimLimit, Instant next, Instant... fires) {
    List<PlannedFire> planned =
        List.of(fires).stream()
            .map(fire -> new PlannedFire(fire, fire, null, Adjustment.NONE))
            .toList();
    Instant last = fires.length == 0 ? null : fires[fires.length - 1];
    return new FireDecision(claim, planned, List.of(), last, next, next, claimLimit, null);
  }

  FireResult fire(Node node, FireDecision decision) {
    return store.queue().fire(node, LEASE, List.of(decision)).results().get(0);
  }

  /** Adds a job that is due now and fires it once; the execution is leased to {@code node}. */
  ExecutionRecord running(Node node, JobRecord job) {
    put(job);
    return fireOnce(node);
  }

  /** Fires the one job that is due; the execution is leased to {@code node}. */
  ExecutionRecord fireOnce(Node node) {
    JobClaim claim = claimJob(node);
    FireResult result = fire(node, decide(claim, 1, claim.job().nextFireTime()));
    if (result.claimed().size() != 1) {
      throw new AssertionError("not leased: " + result);
    }
    return result.claimed().get(0);
  }

  /** Fires the one job that is due, leaving its executions to whoever asks. */
  FireResult fireUnclaimed(Node node, int count) {
    JobClaim claim = claimJob(node);
    Instant first = claim.job().nextFireTime();
    Instant[] fires = IntStream.range(0, count).mapToObj(first::plusMillis).toArray(Instant[]::new);
    return fire(node, decideUntil(claim, 0, first.plusSeconds(1), fires));
  }

  ExecutionClaims claimDue(Node node) {
    return claimDue(node, ROOM);
  }

  ExecutionClaims claimDue(Node node, List<QueueRoom> rooms) {
    return store.queue().claimDue(fresh(), node, rooms, LEASE, Duration.ZERO);
  }

  CompleteStatus complete(LeaseRef lease, Outcome outcome) {
    Completion completion = new Completion(lease, outcome, now(), now());
    return store.leases().complete("node", List.of(completion)).get(0);
  }

  CompleteStatus succeed(ExecutionRecord execution) {
    return complete(execution.lease(), Outcome.SUCCEEDED);
  }

  List<ExecutionRecord> live() {
    return store.history().live(null, null, 1_000).items();
  }

  ExecutionRecord live(ExecutionId id) {
    return live().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  List<EndedExecution> ended() {
    return store.history().ended(HistoryFilter.ALL, null, 1_000).items();
  }

  List<MissedRange> missed() {
    return store.history().missed(MissedFilter.ALL, null, 1_000).items();
  }
}
