package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
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
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store under test, two nodes that know one task, and short names for what clauses do again and
 * again. Jobs are due a second before they are made, so that a store's clock may run on meanwhile.
 */
final class Bench implements AutoCloseable {

  static final String TASK = "mail";
  static final Duration HOLD = Duration.ofSeconds(30);
  static final Duration LEASE = Duration.ofSeconds(60);

  /** From one fire of a job to the next, unless a clause says otherwise. */
  static final Duration STEP = Duration.ofSeconds(10);

  /** More than a clause takes. */
  static final Duration LATER = Duration.ofHours(1);

  static final List<QueueRoom> ROOM = List.of(new QueueRoom("default", 100));

  final JobStore store;
  final Node a = new Node("node-a", Set.of(TASK));
  final Node b = new Node("node-b", Set.of(TASK));

  private final StoreUnderTest subject;
  private final AtomicLong counter = new AtomicLong();
  private boolean closed;

  private final Supplier<StoreUnderTest> open;

  /** A bench for one store only. */
  Bench(StoreUnderTest subject) {
    this(subject, () -> subject);
  }

  /**
   * A bench for a clause.
   *
   * @param open opens further stores, each fresh and empty
   */
  Bench(StoreUnderTest subject, Supplier<StoreUnderTest> open) {
    this.subject = subject;
    this.open = open;
    this.store = subject.store();
  }

  /** Skips the clause, naming the capability, unless the store has it. */
  void needs(StoreCapability capability) {
    assumeTrue(has(capability), "the store under test does not declare " + capability);
  }

  boolean has(StoreCapability capability) {
    return subject.capabilities().contains(capability);
  }

  /** What a subscriber hears next; null when a hint had time enough and did not come. */
  <T> @Nullable T hear(BlockingQueue<T> heard) {
    try {
      return heard.poll(subject.hintTime().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a hint", e);
    }
  }

  /** A store object of another process; this one's own when the content is not shared. */
  JobStore another() {
    return has(StoreCapability.SHARED) ? subject.another() : store;
  }

  /** Closes the store object and opens another over the same content. */
  JobStore reopen() {
    closed = true;
    store.close();
    return subject.another();
  }

  /** Another fresh store, for the caller to close. */
  StoreUnderTest openAnew() {
    return open.get();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    subject.close();
  }

  /** The store's time; what is due now is due in each later call. */
  Instant now() {
    return has(StoreCapability.STILL_CLOCK) ? store.now() : store.queue().nextDue(a).storeNow();
  }

  /** Asserts that an instant is the store's time of a step that was just made. */
  void assertJustNow(Instant instant) {
    Instant now = now();
    Instant from = has(StoreCapability.STILL_CLOCK) ? now : now.minusSeconds(30);
    assertThat(instant).isBetween(from, now);
  }

  /** Lets the store's time pass, or step back. */
  void pass(Duration time) {
    needs(StoreCapability.MOVABLE_CLOCK);
    subject.moveClock(time);
  }

  /** A request id that was not used. */
  String fresh() {
    return "r" + counter.incrementAndGet();
  }

  /** An ACTIVE job that is due. */
  JobRecord job(String id) {
    return job(id, JobPolicy.DEFAULT);
  }

  JobRecord job(String id, JobPolicy policy) {
    return job(id, TASK, policy, now().minusSeconds(1));
  }

  JobRecord job(String id, String task, JobPolicy policy, Instant due) {
    return Jobs.of(id, counter.incrementAndGet(), task, policy, due);
  }

  /** A job that is not due while the clause lasts. */
  JobRecord laterJob(String id, JobPolicy policy) {
    return job(id, TASK, policy, now().plus(LATER));
  }

  /** A job that never fires: it runs when asked, or after others. */
  JobRecord manualJob(String id, JobPolicy policy, Payload payload) {
    return Jobs.of(
        id, counter.incrementAndGet(), TASK, policy, null, ManualTrigger.instance(), payload);
  }

  /**
   * Fires a job that was added for that, which then has no next fire.
   *
   * @param age how long its executions have been due; they are nobody's yet
   */
  void dueSince(String id, String task, JobPolicy policy, Duration age, int count) {
    put(job(id, task, policy, now().minus(age)));
    Node node = new Node("node-fires", Set.of(task));
    List<JobClaim> claims = claimJobs(node, List.of(new QueueRoom(policy.queue(), 2))).claims();
    assertThat(claims).as("the one job that is due").hasSize(1);
    JobClaim claim = claims.get(0);
    fire(node, Jobs.decideUntil(claim, 0, null, Jobs.fires(claim, count)));
  }

  JobRecord put(JobRecord job) {
    PutResult result = store.jobs().put(List.of(job), ConflictPolicy.FAIL).get(0);
    assertThat(result.status()).as("%s", job).isEqualTo(PutResult.Status.CREATED);
    return result.stored();
  }

  PutResult put(JobRecord job, ConflictPolicy onConflict) {
    return store.jobs().put(List.of(job), onConflict).get(0);
  }

  JobRecord get(String id) {
    return store.jobs().get(id).orElseThrow();
  }

  /** Changes the state of a job, as a user does who pauses or resumes it. */
  JobRecord become(String id, JobState state) {
    return update(get(id).withState(state, null));
  }

  JobRecord update(JobRecord job) {
    UpdateResult result = store.jobs().update(new JobChange(job, List.of()));
    assertThat(result.status()).isEqualTo(UpdateResult.Status.UPDATED);
    return get(job.id());
  }

  List<JobClaim> claimJobs(Node node) {
    return claimJobs(node, ROOM).claims();
  }

  JobClaims claimJobs(Node node, List<QueueRoom> rooms) {
    return store.queue().claimJobs(fresh(), node, rooms, HOLD, Duration.ZERO);
  }

  JobClaim claimJob(Node node) {
    List<JobClaim> claims = claimJobs(node);
    assertThat(claims).as("the one job that is due").hasSize(1);
    return claims.get(0);
  }

  FireResult fire(Node node, FireDecision decision) {
    return store.queue().fire(node, LEASE, List.of(decision)).results().get(0);
  }

  /** Adds a job that is due and fires it once; the execution is leased to {@code node}. */
  ExecutionRecord running(Node node, JobRecord job) {
    put(job);
    return fireOnce(node);
  }

  /** Fires the one job that is due; the execution is leased to {@code node}. */
  ExecutionRecord fireOnce(Node node) {
    JobClaim claim = claimJob(node);
    FireResult result = fire(node, Jobs.decide(claim, 1, Jobs.fires(claim, 1)));
    assertThat(result.claimed()).as("leased to the node that fired").hasSize(1);
    return result.claimed().get(0);
  }

  /** Fires the one job that is due, leaving its executions to whoever asks. */
  FireResult fireUnclaimed(Node node, int count) {
    JobClaim claim = claimJob(node);
    return fire(node, Jobs.decide(claim, 0, Jobs.fires(claim, count)));
  }

  /** Lets the time of a step pass and fires the one job that is due then. */
  FireResult fireNext(int count) {
    pass(STEP);
    return fireUnclaimed(a, count);
  }

  SubmitResult submit(String job, String request) {
    return store.queue().submit(job, request);
  }

  ExecutionClaims claimDue(Node node) {
    return claimDue(node, ROOM);
  }

  ExecutionClaims claimDue(Node node, List<QueueRoom> rooms) {
    return store.queue().claimDue(fresh(), node, rooms, LEASE, Duration.ZERO);
  }

  /** The one live execution of a job. */
  ExecutionRecord only(String jobId) {
    List<ExecutionRecord> runs = store.history().live(jobId, null, 10).items();
    assertThat(runs).as("the one live execution of %s", jobId).hasSize(1);
    return runs.get(0);
  }

  /** The one execution that is due, leased to {@code node}. */
  ExecutionRecord claimOne(Node node) {
    List<ExecutionRecord> claimed = claimDue(node).claimed();
    assertThat(claimed).as("the one execution that is due").hasSize(1);
    return claimed.get(0);
  }

  CompleteStatus complete(LeaseRef lease, Outcome outcome) {
    Instant now = now();
    return store
        .leases()
        .complete("node", List.of(new Completion(lease, outcome, now, now)))
        .get(0);
  }

  CompleteStatus succeed(ExecutionRecord execution) {
    return complete(execution.lease(), Outcome.SUCCEEDED);
  }

  boolean start(ExecutionRecord run) {
    return store.leases().start(a.owner(), List.of(run.lease())).get(0);
  }

  boolean release(ExecutionRecord run) {
    return store.leases().release(a.owner(), List.of(run.lease())).get(0);
  }

  List<ExecutionRecord> live() {
    return store.history().live(null, null, 1_000).items();
  }

  List<ExecutionState> liveStates(String jobId) {
    return store.history().live(jobId, null, 1_000).items().stream()
        .map(ExecutionRecord::state)
        .toList();
  }

  ExecutionRecord live(ExecutionId id) {
    return live().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  List<EndedExecution> ended() {
    return store.history().ended(HistoryFilter.ALL, null, 1_000).items();
  }

  List<ExecutionState> endedStates() {
    return ended().stream().map(EndedExecution::state).toList();
  }

  List<MissedRange> missed() {
    return store.history().missed(MissedFilter.ALL, null, 1_000).items();
  }

  /**
   * Fires a job once; the execution is due {@code delay} after its fire, as by jitter, and nobody's
   * yet.
   */
  JobRecord fireDelayed(String id, Duration delay, @Nullable Duration grace) {
    JobRecord job = put(job(id));
    JobClaim claim = claimJob(a);
    fire(a, Jobs.delayed(claim, delay, grace));
    return job;
  }

  static Payload payload(String content) {
    return Jobs.payload(content);
  }
}
