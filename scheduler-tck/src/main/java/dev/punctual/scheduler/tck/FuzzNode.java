package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.TaskLimit;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One node that does everything a node can do, in random order, and repeats a good part of it. */
final class FuzzNode implements Runnable {

  private static final int JOBS = 30;
  private static final String LIMITED = "three";
  private static final int MOST_LIMITED = 12;
  private static final int AT_ONCE = 200; // so many rows are read in one step
  private static final String AGAIN = "again-";
  private static final Duration HOLD = Duration.ofMillis(400);
  private static final Duration LEASE = Duration.ofMillis(700);

  private final JobStore store;
  private final Bench bench;
  private final FuzzLedger ledger;
  private final Random random;
  private final Node node;
  private final int steps;
  private final List<LeaseRef> leases = new ArrayList<>();
  private int requests;

  FuzzNode(Bench bench, JobStore store, FuzzLedger ledger, long seed, String name, int steps) {
    this.store = store;
    this.bench = bench;
    this.ledger = ledger;
    this.random = new Random(seed);
    this.node =
        new Node(name, Set.of("one", "two", "three"))
            .withLimits(Map.of(LIMITED, new TaskLimit(5, MOST_LIMITED)));
    this.steps = steps;
  }

  @Override
  public void run() {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  /** Ends all that lives, as the only node left. */
  void finish() {
    store.jobs().page(JobFilter.ALL, null, 1_000).items().forEach(this::activate);
    for (int quiet = 0; quiet < 3; quiet++) {
      bench.pass(Duration.ofMinutes(1));
      store.members().tick(node, Duration.ofMinutes(1));
      while (!store.leases().reap(1_000, Integer.MAX_VALUE).isEmpty()) {
        quiet = 0;
      }
      claimDue();
      for (LeaseRef lease : List.copyOf(leases)) {
        quiet = 0;
        complete(lease, Outcome.SUCCEEDED);
      }
    }
    assertThat(store.history().live(null, null, 1_000).items()).isEmpty();
  }

  private void step() {
    switch (random.nextInt(17)) {
      case 0 -> put();
      case 1 -> {
        if (random.nextInt(4) == 0) {
          store.jobs().remove(List.of(anyJob()));
        }
      }
      case 2 -> pauseOrResume();
      case 3, 4, 5 -> fire();
      case 6 -> submit();
      case 7, 8 -> claimDue();
      case 9, 10, 11 -> anyLease().ifPresent(lease -> complete(lease, anyOutcome()));
      case 12 -> anyLease().ifPresent(this::giveBackOrRenew);
      case 13 -> upkeep();
      case 14 -> look();
      case 15 -> rerun();
      default -> bench.pass(Duration.ofMillis(random.nextInt(200)));
    }
  }

  private void put() {
    String id = anyJob();
    int number = id.hashCode() & 0xff;
    JobPolicy policy =
        JobPolicy.DEFAULT
            .withPriority(number % 10)
            .withMaxInstances(maxInstances(id))
            .withOverflow(Overflow.values()[number % 4])
            .withRun(RunPolicy.DEFAULT.withFollowUps(followUps(id)));
    Instant due = store.now().plusMillis(random.nextInt(300));
    String task = List.of("one", "two", "three").get(number % 3);
    Trigger trigger = random.nextBoolean() ? Jobs.TRIGGER : Jobs.OTHER_TRIGGER;
    JobRecord job = Jobs.of(id, random.nextLong(), task, policy, due, trigger, Bench.payload(id));
    ConflictPolicy onConflict = ConflictPolicy.values()[random.nextInt(4)];
    if (onConflict == ConflictPolicy.UPDATE_DEFINITION) {
      // It would give the job a fire that it may have had; the fuzz keeps fires increasing.
      onConflict = ConflictPolicy.KEEP;
    }
    store.jobs().put(List.of(job), onConflict);
  }

  private void pauseOrResume() {
    store
        .jobs()
        .get(anyJob())
        .ifPresent(
            job -> {
              JobState to =
                  job.state() == JobState.ACTIVE && random.nextInt(3) == 0
                      ? JobState.PAUSED
                      : JobState.ACTIVE;
              store.jobs().update(new JobChange(job.withState(to, null), List.of()));
            });
  }

  private void activate(JobRecord job) {
    // Without a next fire the job only waits for its executions to end.
    JobRecord quiet = job.withState(JobState.ACTIVE, null).withFires(null, null, null);
    store.jobs().update(new JobChange(quiet, List.of()));
  }

  private void fire() {
    String request = "j" + requests++;
    JobClaims claims = store.queue().claimJobs(request, node, Bench.ROOM, HOLD, Duration.ZERO);
    if (random.nextInt(8) == 0) {
      assertThat(store.queue().claimJobs(request, node, Bench.ROOM, HOLD, Duration.ZERO))
          .isEqualTo(claims);
    }
    List<FireDecision> decisions = claims.claims().stream().map(this::decide).toList();
    FireReply reply = store.queue().fire(node, LEASE, decisions);
    for (int i = 0; i < decisions.size(); i++) {
      FireResult result = reply.results().get(i);
      if (result.applied()) {
        ledger.fired(decisions.get(i), result, reply.storeNow());
        result.claimed().forEach(run -> leases.add(run.lease()));
      }
    }
    if (random.nextInt(8) == 0) {
      assertThat(store.queue().fire(node, LEASE, decisions).results())
          .allMatch(again -> !again.applied());
    }
  }

  private FireDecision decide(JobClaim claim) {
    JobRecord job = claim.job();
    List<PlannedFire> fires = new ArrayList<>();
    Instant fire = Jobs.nextFireTime(claim);
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Instant deadline = random.nextInt(5) == 0 ? fire.plusMillis(300) : null;
      fires.add(new PlannedFire(fire, fire, deadline, Adjustment.NONE));
      fire = fire.plusMillis(1);
    }
    MissedRange missed =
        new MissedRange(job.id(), job.generation(), fire, fire.plusMillis(4), 5, Reason.COALESCED);
    Instant last = fire.plusMillis(4);
    Instant next =
        random.nextInt(20) == 0 ? null : store.now().plusMillis(20 + random.nextInt(200));
    return new FireDecision(
        claim, due(fires), List.of(missed), last, next, next, random.nextInt(3), null);
  }

  /** Fires a few milliseconds ahead of the clock are due at the claim's due time. */
  private static List<PlannedFire> due(List<PlannedFire> fires) {
    return fires.stream()
        .map(
            fire ->
                new PlannedFire(
                    fire.fireTime(), fires.get(0).fireTime(), fire.deadline(), fire.adjustment()))
        .toList();
  }

  private void submit() {
    String job = anyJob();
    String request = "m" + node.owner() + requests++;
    SubmitResult result = store.queue().submit(job, request);
    if (result.status() != SubmitResult.Status.NOT_FOUND) {
      ledger.submitted(Objects.requireNonNull(result.id()));
      if (random.nextInt(4) == 0) {
        SubmitResult again = store.queue().submit(job, request);
        // Another node may have replaced the job in between: then it is another run.
        @Nullable ExecutionId id = again.id();
        if (id != null) {
          ledger.submitted(id);
        }
      }
    }
  }

  /** What always follows a job; no success leads on for more than one step. */
  static List<FollowUp> followUps(String id) {
    int number = Integer.parseInt(id.substring(4));
    List<FollowUp> followUps = new ArrayList<>(2);
    if (number % 3 == 0) {
      followUps.add(new FollowUp(FollowUp.When.SUCCESS, "job-" + (number + 1) % JOBS));
    }
    if (number % 4 == 1) {
      followUps.add(new FollowUp(FollowUp.When.FAILURE, "job-" + (number + 7) % JOBS));
    }
    return followUps;
  }

  private void rerun() {
    List<EndedExecution> failed =
        store
            .history()
            .ended(HistoryFilter.ofStates(ExecutionState.DEAD, ExecutionState.LOST), null, 20)
            .items();
    if (failed.isEmpty()) {
      return;
    }
    EndedExecution row = failed.get(random.nextInt(failed.size()));
    String request = AGAIN + node.owner() + requests++;
    SubmitResult result = store.queue().rerun(row.id(), request);
    assertThat(result.status()).isNotEqualTo(SubmitResult.Status.NOT_FOUND);
    ledger.submitted(Objects.requireNonNull(result.id()));
    assertThat(store.queue().rerun(row.id(), request).id()).isEqualTo(result.id());
  }

  private void claimDue() {
    String request = "e" + requests++;
    int room = 1 + random.nextInt(100);
    List<QueueRoom> rooms = List.of(new QueueRoom("default", room, random.nextInt(room + 1)));
    ExecutionClaims claims = store.queue().claimDue(request, node, rooms, LEASE, Duration.ZERO);
    claims.claimed().forEach(run -> ledger.leased(run, claims.storeNow()));
    claims.claimed().forEach(run -> leases.add(run.lease()));
    if (random.nextInt(8) == 0) {
      assertThat(store.queue().claimDue(request, node, rooms, LEASE, Duration.ZERO))
          .isEqualTo(claims);
    }
  }

  private void complete(LeaseRef lease, Outcome outcome) {
    Completion completion = new Completion(lease, outcome, null, store.now());
    CompleteStatus status = store.leases().complete(node.owner(), List.of(completion)).get(0);
    boolean returned =
        outcome instanceof Outcome.Parked
            || (outcome instanceof Outcome.Failed failed && failed.retryAfter() != null);
    if (status == CompleteStatus.DONE) {
      if (returned) {
        ledger.returned(lease);
      } else {
        ledger.ended(lease);
      }
    }
    CompleteStatus again = store.leases().complete(node.owner(), List.of(completion)).get(0);
    if (status == CompleteStatus.DONE && returned) {
      // Another node may have completed a later lease meanwhile.
      assertThat(again).as("I6").isIn(CompleteStatus.ALREADY_DONE, CompleteStatus.FENCED);
    } else {
      assertThat(again)
          .as("I6")
          .isEqualTo(status == CompleteStatus.DONE ? CompleteStatus.ALREADY_DONE : status);
    }
    leases.remove(lease);
  }

  private void giveBackOrRenew(LeaseRef lease) {
    if (random.nextBoolean()) {
      store.leases().renew(node.owner(), LEASE, List.of(lease));
    } else if (store.leases().release(node.owner(), List.of(lease)).get(0)) {
      ledger.returned(lease);
      leases.remove(lease);
      assertThat(store.leases().release(node.owner(), List.of(lease))).containsExactly(false);
    }
  }

  private void upkeep() {
    store.members().tick(node, Duration.ofSeconds(1));
    store.leases().reap(20, 100);
    anyLease().ifPresent(lease -> store.leases().cancel(lease.id()));
  }

  private void look() {
    String id = anyJob();
    List<ExecutionRecord> live = store.history().live(id, null, 100).items();
    long leased =
        live.stream()
            .filter(run -> run.state() == ExecutionState.CLAIMED)
            .filter(run -> !isRerun(run)) // it needs no job, and then knows no limit
            .collect(Collectors.groupingBy(run -> run.id().generation(), Collectors.counting()))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    assertThat(leased).as("I8: leases of %s", id).isLessThanOrEqualTo(maxInstances(id));
    if (random.nextInt(8) == 0) {
      lookAtLimited();
    }
    lookUp(live);
    assertThat(store.jobs().page(JobFilter.ALL, null, 1_000).items())
        .extracting(JobRecord::id)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  /** What lived a moment ago lives or is in the history. */
  private void lookUp(List<ExecutionRecord> lived) {
    List<ExecutionId> ids = lived.stream().map(ExecutionRecord::id).toList();
    for (Standing standing : store.history().look(ids)) {
      @Nullable ExecutionState state = standing.state();
      assertThat(state).as("%s is known", standing.id()).isNotNull();
      assertThat(standing.ended() != null).isEqualTo(state != null && state.isTerminal());
    }
  }

  private void lookAtLimited() {
    long limited =
        store.history().live(null, null, AT_ONCE).items().stream()
            .filter(run -> run.state() == ExecutionState.CLAIMED && run.task().equals(LIMITED))
            .count();
    assertThat(limited).as("leases of a limited task").isLessThanOrEqualTo(MOST_LIMITED);
  }

  private static boolean isRerun(ExecutionRecord run) {
    @Nullable String request = run.id().requestId();
    return request != null && request.startsWith(AGAIN);
  }

  private Optional<LeaseRef> anyLease() {
    return leases.isEmpty()
        ? Optional.empty()
        : Optional.of(leases.get(random.nextInt(leases.size())));
  }

  private Outcome anyOutcome() {
    return switch (random.nextInt(8)) {
      case 0 -> new Outcome.Failed("boom", Duration.ofMillis(random.nextInt(300)));
      case 1 -> new Outcome.Failed("boom", null);
      case 2 -> new Outcome.Missed(Reason.EXECUTOR_FULL);
      case 3 -> new Outcome.Cancelled();
      default -> Outcome.SUCCEEDED;
    };
  }

  private String anyJob() {
    return "job-" + random.nextInt(JOBS);
  }

  private static int maxInstances(String id) {
    return 1 + (id.hashCode() & 0xff) % 3;
  }
}
