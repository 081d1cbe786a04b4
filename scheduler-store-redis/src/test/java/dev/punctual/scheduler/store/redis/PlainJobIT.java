package dev.punctual.scheduler.store.redis;

import static dev.punctual.scheduler.store.redis.StoreDriver.LEASE;
import static dev.punctual.scheduler.store.redis.StoreDriver.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.Held;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.tck.SampleJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Jobs that leave nothing to decide are fired by the claim, and their executions are like others.
 */
class PlainJobIT {

  private static final Payload PAYLOAD = new Payload.Encoded("test", 3, new byte[] {1, 2, 3});

  private static TestServer server;

  private RedisJobStore store;
  private StoreDriver driver;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    server.flush();
    store = RedisJobStore.open(server.url());
    driver = new StoreDriver(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void plainJob_isFiredByItsClaim() {
    ExecutionRecord run = fired("j");

    assertThat(run.payload()).isEqualTo(PAYLOAD);
    assertThat(store.jobs().get("j")).isEmpty();
    assertThat(live()).containsExactly(run);
    assertThat(complete(run, Outcome.SUCCEEDED)).isEqualTo(CompleteStatus.DONE);
    assertThat(complete(run, Outcome.SUCCEEDED)).isEqualTo(CompleteStatus.ALREADY_DONE);
    EndedExecution ended = ended();
    assertThat(ended.id()).isEqualTo(run.id());
    assertThat(ended.task()).isEqualTo(TASK);
    assertThat(ended.node()).isEqualTo(run.owner());
    assertThat(ended.fireTime()).isEqualTo(run.fireTime());
    assertThat(store.history().look(List.of(run.id())).get(0).ended()).isEqualTo(ended);
  }

  @Test
  void answer_thatWasLost_isGivenAgainToAnotherConnection() {
    driver.put("a", PAYLOAD);
    driver.put("b", PAYLOAD);
    put(withPolicy(JobPolicy.DEFAULT.withMisfireGraceTime(Duration.ofHours(1))));
    JobClaims first = driver.take("request");
    driver.put("later", PAYLOAD);

    try (RedisJobStore again = RedisJobStore.open(server.url())) {
      assertThat(driver.takeFrom(again, "request")).isEqualTo(first);
    }
    assertThat(first.fired()).extracting(run -> run.id().jobId()).containsExactly("a", "b");
    assertThat(first.claims()).hasSize(1);
  }

  @Test
  void jobs_ofARequestThatTakesSeveralCalls_areFiredByEachOfThem() {
    List<JobRecord> jobs =
        IntStream.range(100, 350).mapToObj(i -> StoreDriver.due("j" + i, PAYLOAD)).toList();
    store.jobs().put(jobs, ConflictPolicy.FAIL);
    Set<String> ids = jobs.stream().map(JobRecord::id).collect(Collectors.toSet());

    JobClaims claims = driver.takeFrom(store, "request", 240);

    assertThat(claims.claims()).isEmpty();
    assertThat(claims.fired()).hasSize(240).extracting(run -> run.id().jobId()).isSubsetOf(ids);
    assertThat(claims.fired()).extracting(ExecutionRecord::token).doesNotHaveDuplicates();
    assertThat(store.leases().claimsOf(driver.node().owner()))
        .containsExactlyInAnyOrderElementsOf(
            claims.fired().stream().map(ExecutionRecord::lease).toList());
    try (RedisJobStore again = RedisJobStore.open(server.url())) {
      assertThat(driver.takeFrom(again, "request", 240)).isEqualTo(claims);
    }
    assertThat(driver.takeFrom(store, "next", 240).fired()).hasSize(10);
  }

  @Test
  void policy_thatTheNodeHasNotRead_isClaimedFirst() {
    JobPolicy policy = JobPolicy.DEFAULT.withPriority(7);
    put(withPolicy(policy));
    JobClaims unread = driver.take(driver.request());
    assertThat(unread.fired()).isEmpty();
    assertThat(driver.fire(unread.claims())).hasSize(1);

    put(withPolicy(policy));
    JobClaims read = driver.take(driver.request());

    assertThat(read.claims()).isEmpty();
    assertThat(read.fired()).extracting(ExecutionRecord::policy).containsExactly(policy);
  }

  @Test
  void job_besideOthersThatAreNotDue_isFiredAndTheyAreTold() {
    JobRecord later = later("later", JobPolicy.DEFAULT.withQueue("other"));
    put(later);
    put(later("latest", JobPolicy.DEFAULT.withPriority(9)));
    driver.put("j", PAYLOAD);
    List<QueueRoom> rooms = List.of(new QueueRoom("other", 5), new QueueRoom("default", 5, 2));

    JobClaims claims =
        store
            .queue()
            .claimOrFire(driver.request(), driver.node(), rooms, LEASE, LEASE, Duration.ZERO);

    assertThat(claims.fired()).extracting(run -> run.id().jobId()).containsExactly("j");
    assertThat(claims.nextDue()).isEqualTo(later.dueTime());
  }

  @Test
  void lease_isRenewedAndConfirmed() {
    ExecutionRecord run = fired("j");
    String owner = driver.node().owner();

    assertThat(store.leases().renew(owner, LEASE, List.of(run.lease())).lost()).isEmpty();
    assertThat(store.leases().start(owner, List.of(run.lease()))).containsExactly(true);
    assertThat(store.leases().claimsOf(owner)).containsExactly(run.lease());
    assertThat(complete(run, Outcome.SUCCEEDED)).isEqualTo(CompleteStatus.DONE);
    assertThat(ended().state()).isEqualTo(ExecutionState.SUCCEEDED);
  }

  @Test
  void lease_thatIsGivenBack_isClaimedAgain() {
    ExecutionRecord run = fired("j");

    assertThat(store.leases().release(driver.node().owner(), List.of(run.lease())))
        .containsExactly(true);
    ExecutionRecord next = driver.claimDue().get(0);

    assertThat(next.id()).isEqualTo(run.id());
    assertThat(next.payload()).isEqualTo(PAYLOAD);
    assertThat(complete(run, Outcome.SUCCEEDED)).isEqualTo(CompleteStatus.FENCED);
    assertThat(complete(next, Outcome.SUCCEEDED)).isEqualTo(CompleteStatus.DONE);
  }

  @Test
  void failure_isTriedAgainThenKeptWithAllItTakesToRunAgain() {
    ExecutionRecord run = fired("j");
    assertThat(complete(run, new Outcome.Failed("no", Duration.ZERO)))
        .isEqualTo(CompleteStatus.DONE);
    ExecutionRecord second = driver.claimDue().get(0);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(complete(second, new Outcome.Failed("no", null))).isEqualTo(CompleteStatus.DONE);
    assertThat(ended().payload()).isEqualTo(PAYLOAD);

    assertThat(store.queue().rerun(run.id(), "again").status())
        .isEqualTo(SubmitResult.Status.SUBMITTED);

    assertThat(driver.claimDue().get(0).payload()).isEqualTo(PAYLOAD);
  }

  @Test
  void execution_isCancelledAndParkedLikeOthers() {
    ExecutionRecord one = fired("j");
    store.leases().cancel(one.id());
    assertThat(store.leases().renew(driver.node().owner(), LEASE, List.of(one.lease())).cancelled())
        .containsExactly(one.id());
    assertThat(complete(one, new Outcome.Cancelled())).isEqualTo(CompleteStatus.DONE);
    assertThat(ended().state()).isEqualTo(ExecutionState.CANCELLED);

    ExecutionRecord other = fired("k");
    assertThat(complete(other, new Outcome.Parked("why"))).isEqualTo(CompleteStatus.DONE);
    assertThat(live()).extracting(ExecutionRecord::state).containsExactly(ExecutionState.PARKED);
  }

  @Test
  void job_thatIsAlsoRunByHand_isDecidedAbout() {
    driver.put("j", PAYLOAD);
    store.queue().submit("j", "now");

    JobClaims claims = driver.take(driver.request());

    assertThat(claims.fired()).isEmpty();
    assertThat(driver.fire(claims.claims())).isEmpty();
  }

  @Test
  void job_whoseRunByHandIsAssertedAgain_isDecidedAbout() {
    JobRecord job = driver.put("j", PAYLOAD);
    store.queue().submit("j", "now");
    ExecutionRecord byHand = driver.claimDue().get(0);
    server.flush();
    put(job);

    store.leases().reassert(driver.node().owner(), LEASE, List.of(new Held(byHand, true)));

    assertThat(driver.take(driver.request()).fired()).isEmpty();
  }

  @Test
  void job_thatIsPutAgainWhileItsExecutionLives_runsOnce() {
    JobRecord job = StoreDriver.due("j", PAYLOAD);
    put(job);
    List<ExecutionRecord> runs = driver.take(driver.request()).fired();
    put(job);

    JobClaims claims = driver.take(driver.request());

    assertThat(claims.fired()).isEmpty();
    assertThat(driver.fire(claims.claims())).isEmpty();
    assertThat(live()).isEqualTo(runs);
    assertThat(store.jobs().get("j")).isEmpty();
  }

  private ExecutionRecord fired(String id) {
    JobRecord job = driver.put(id, PAYLOAD);
    JobClaims claims = driver.take(driver.request());
    assertThat(claims.claims()).isEmpty();
    ExecutionRecord run = claims.fired().get(0);
    Instant fire = Objects.requireNonNull(job.nextFireTime());
    assertThat(run.id()).isEqualTo(ExecutionId.ofFire(id, job.generation(), fire));
    return run;
  }

  private static JobRecord withPolicy(JobPolicy policy) {
    JobRecord job = StoreDriver.due("with-policy", PAYLOAD);
    return job.withRun(job.task(), job.payload(), policy);
  }

  /** A job that is due tomorrow; one of a higher priority an hour after others. */
  private static JobRecord later(String id, JobPolicy policy) {
    Instant due =
        Instant.ofEpochMilli(Instant.now().toEpochMilli())
            .plus(Duration.ofDays(1))
            .plus(Duration.ofHours(policy.priority()));
    return SampleJobs.once(id, TASK, due).withRun(TASK, PAYLOAD, policy);
  }

  private void put(JobRecord job) {
    assertThat(store.jobs().put(List.of(job), ConflictPolicy.FAIL)).hasSize(1);
  }

  private CompleteStatus complete(ExecutionRecord run, Outcome outcome) {
    Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
    return store
        .leases()
        .complete(driver.node().owner(), List.of(new Completion(run.lease(), outcome, now, now)))
        .get(0);
  }

  private List<ExecutionRecord> live() {
    return store.history().live(null, null, 10).items();
  }

  private EndedExecution ended() {
    return store.history().ended(HistoryFilter.ALL, null, 10).items().get(0);
  }
}
