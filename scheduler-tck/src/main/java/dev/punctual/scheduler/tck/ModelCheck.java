package dev.punctual.scheduler.tck;

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
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the same steps with a store and with the model, and compares each answer and all that can
 * be seen afterwards. Tokens and versions may differ; how they grow may not.
 */
@SuppressWarnings("ReferenceEquality") // it tells which of the two store objects is asked
final class ModelCheck {

  static final String ERROR = "boom";

  private static final int[] PASSES = {10_000, 1_000, 1, 31_000, 61_000, 300_000};

  private final Bench bench;
  private final JobStore store;
  private final StoreModel model;
  private final Likeness likeness;
  private final List<Pair<JobClaim>> claims = new ArrayList<>();
  private final List<Pair<LeaseRef>> leases = new ArrayList<>();
  private final List<String> owners = new ArrayList<>();
  private final List<Pair<JobRecord>> records = new ArrayList<>();
  private Runnable last = () -> {};
  private int fresh;

  private ModelCheck(Bench bench) {
    this.bench = bench;
    this.store = bench.store;
    this.model = new StoreModel(bench.store::now);
    this.likeness = new Likeness(model::isUnknown);
  }

  /** Fails when the store under test does anything but what the model does. */
  static void run(StoreUnderTest subject, List<Operation> steps) {
    try (Bench bench = new Bench(subject)) {
      ModelCheck check = new ModelCheck(bench);
      int done = 0;
      try {
        for (Operation step : steps) {
          done++;
          check.make(step);
          check.compareAll();
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("differs from the model after " + steps.subList(0, done), e);
      }
    }
  }

  private void make(Operation step) {
    int a = step.a();
    int b = step.b();
    int c = step.c();
    switch (step.kind()) {
      case PASS_TIME -> bench.pass(Duration.ofMillis(PASSES[a % PASSES.length]));
      case PUT -> put(a, b, c);
      case UPDATE -> update(a, b, c);
      case REMOVE -> both(s -> s.jobs().remove(List.of(ModelChoices.id(a))));
      case CLAIM_JOBS -> claimJobs(a, b, c);
      case FIRE -> fire(a, b, c);
      case SUBMIT -> both(s -> s.queue().submit(ModelChoices.id(a), "r" + b % 4));
      case RERUN -> rerun(a, b);
      case CLAIM_DUE -> claimDue(a, b, c);
      case COMPLETE -> complete(a, b, c);
      case RENEW ->
          withLease(a, b, (s, owner, lease) -> s.leases().renew(owner, Bench.LEASE, lease));
      case START -> withLease(a, b, (s, owner, lease) -> s.leases().start(owner, lease));
      case RELEASE -> withLease(a, b, (s, owner, lease) -> s.leases().release(owner, lease));
      case REAP -> reap(a % 3);
      case CANCEL -> cancel(a);
      case TICK -> both(s -> s.members().tick(ModelChoices.node(a), Duration.ofMinutes(1)));
      case LEAVE -> left(ModelChoices.node(a).owner());
      case CLAIMS_OF ->
          both(s -> Likeness.unordered(s.leases().claimsOf(ModelChoices.node(a).owner())));
      case NEXT_DUE -> both(s -> s.queue().nextDue(ModelChoices.node(a)));
      case LOOK -> look(a, b, c);
      case PURGE -> both(s -> s.history().purge(Duration.ofMinutes(1 + a), 1_000_000, 1_000));
      case REPEAT -> last.run();
    }
  }

  private void put(int a, int b, int c) {
    Instant due = model.now().plusSeconds(10L * (c / 4 % 4 - 2));
    JobRecord job =
        Jobs.of(
            ModelChoices.id(a),
            ++fresh,
            b % 5 == 0 ? "fax" : "mail",
            ModelChoices.policy(b),
            due,
            b % 7 == 0 ? Jobs.OTHER_TRIGGER : Jobs.TRIGGER,
            Bench.payload("p" + b));
    ConflictPolicy onConflict = ConflictPolicy.values()[c % 4];
    both(s -> s.jobs().put(List.of(job), onConflict));
    noteRecord(a);
  }

  private void update(int a, int b, int c) {
    if (records.isEmpty()) {
      return;
    }
    Pair<JobRecord> seen =
        c % 4 == 0
            ? records.get(a % records.size())
            : records.get(records.size() - 1 - a % Math.min(4, records.size()));
    Pair<JobRecord> changed = seen.map(job -> ModelChoices.changed(job, b));
    JobRecord job = seen.ofModel();
    @Nullable Instant fire = job.nextFireTime();
    List<MissedRange> missed =
        b % 6 != 5 || fire == null
            ? List.of()
            : List.of(new MissedRange(job.id(), job.generation(), fire, fire, 1, Reason.PAUSED));
    both(s -> s.jobs().update(new JobChange(changed.of(s == store), missed)));
    noteRecord(job.id());
  }

  private void claimJobs(int a, int b, int c) {
    String request = "j" + fresh++;
    Pair<JobClaims> reply =
        both(
            s ->
                s.queue()
                    .claimJobs(
                        request,
                        ModelChoices.node(a),
                        ModelChoices.rooms(b),
                        Bench.HOLD,
                        ModelChoices.horizon(c)));
    for (int i = 0; i < reply.ofModel().claims().size(); i++) {
      int at = i;
      claims.add(reply.map(r -> r.claims().get(at)));
      records.add(reply.map(r -> r.claims().get(at).job()));
    }
  }

  private void fire(int a, int b, int c) {
    if (claims.isEmpty()) {
      return;
    }
    Pair<JobClaim> claim =
        claims.get(claims.size() - 1 - ModelChoices.mostlyLast(a, claims.size()));
    Pair<FireDecision> decision = claim.map(each -> decide(each, b, c));
    Node node = ModelChoices.node(c);
    Pair<FireReply> reply =
        both(s -> s.queue().fire(node, Bench.LEASE, List.of(decision.of(s == store))));
    Pair<List<ExecutionRecord>> claimed = reply.map(r -> r.results().get(0).claimed());
    noteLeases(claimed, node);
    noteRecord(claim.ofModel().job().id());
  }

  private static FireDecision decide(JobClaim claim, int b, int c) {
    if (c % 12 == 11) {
      return FireDecision.paused(claim, "it broke");
    }
    List<PlannedFire> fires = new ArrayList<>();
    Instant next = Jobs.nextFireTime(claim);
    for (int i = 0; i < b % 4; i++) {
      @Nullable Instant deadline = b % 5 == 4 ? next.plusSeconds(30) : null;
      fires.add(new PlannedFire(next, next.plusMillis(c % 3), deadline, Adjustment.NONE));
      next = next.plusMillis(5);
    }
    MissedRange range =
        new MissedRange(
            claim.job().id(), claim.job().generation(), next, next, 1, Reason.COALESCED);
    Instant last = next;
    @Nullable Instant then = c % 10 == 9 ? null : last.plus(Bench.STEP);
    List<MissedRange> missed = b % 8 < 4 ? List.of() : List.of(range);
    return new FireDecision(claim, fires, missed, last, then, then, b / 8 % 4, null);
  }

  private void rerun(int a, int b) {
    List<ExecutionRecord> live = model.history().live(null, null, 1_000).items();
    if (b % 8 == 6 && !live.isEmpty()) {
      ExecutionId id = live.get(a % live.size()).id();
      both(s -> s.queue().rerun(id, "r" + b % 4));
      return;
    }
    List<EndedExecution> ended = model.history().ended(HistoryFilter.ALL, null, 1_000).items();
    List<EndedExecution> failed =
        ended.stream().filter(row -> FollowUp.When.FAILURE.admits(row.state())).toList();
    List<EndedExecution> any = failed.isEmpty() || b % 8 == 7 ? ended : failed;
    if (!any.isEmpty()) {
      ExecutionId id = any.get(a % any.size()).id();
      both(s -> s.queue().rerun(id, "r" + b % 4));
    }
  }

  private void look(int a, int b, int c) {
    List<ExecutionId> ids = new ArrayList<>();
    model.history().live(null, null, 100).items().forEach(run -> ids.add(run.id()));
    model.history().ended(HistoryFilter.ALL, null, 100).items().forEach(row -> ids.add(row.id()));
    ids.add(ExecutionId.ofRequest(ModelChoices.id(a), a, "never"));
    both(s -> s.history().look(ids));
    Instant from = model.now().minusSeconds(10L * (c % 20));
    HistoryFilter ends =
        new HistoryFilter(
            a % 2 == 0 ? null : ModelChoices.id(a),
            b % 3 == 0 ? "mail" : null,
            b % 2 == 0 ? Set.of() : Set.of(ExecutionState.SUCCEEDED, ExecutionState.CANCELLED),
            b % 5 == 4 ? "t" + a : null,
            c % 2 == 0 ? null : from,
            c % 3 == 0 ? null : from.plusSeconds(a));
    both(s -> Likeness.unordered(s.history().ended(ends, null, 1_000).items()));
    MissedFilter misses =
        new MissedFilter(
            a % 2 == 0 ? null : ModelChoices.id(a),
            b % 2 == 0 ? null : Reason.values()[b % Reason.values().length],
            c % 2 == 0 ? null : from,
            c % 3 == 0 ? null : from.plusSeconds(a));
    both(s -> Likeness.unordered(s.history().missed(misses, null, 1_000).items()));
  }

  private void claimDue(int a, int b, int c) {
    String request = "e" + fresh++;
    Pair<ExecutionClaims> reply =
        both(
            s ->
                s.queue()
                    .claimDue(
                        request,
                        ModelChoices.node(a),
                        ModelChoices.rooms(b),
                        Bench.LEASE,
                        ModelChoices.horizon(c)));
    noteLeases(reply.map(ExecutionClaims::claimed), ModelChoices.node(a));
  }

  private void complete(int a, int b, int c) {
    if (leases.isEmpty()) {
      return;
    }
    int at = lease(a);
    Outcome outcome =
        switch (b % 8) {
          case 0, 1 -> Outcome.SUCCEEDED;
          case 2 -> new Outcome.Succeeded(Bench.payload("r" + c), c % 2 == 0 ? "a note" : null);
          case 3 -> new Outcome.Failed(ERROR, null);
          case 4, 5 -> new Outcome.Failed(ERROR, Duration.ofSeconds(c % 20));
          case 6 -> c % 2 == 0 ? new Outcome.Cancelled() : new Outcome.Missed(Reason.EXECUTOR_FULL);
          default -> new Outcome.Parked("unreadable");
        };
    Pair<Completion> completion =
        leases
            .get(at)
            .map(
                lease ->
                    new Completion(lease, outcome, c % 3 == 0 ? null : model.now(), model.now()));
    String owner = owners.get(at);
    both(s -> s.leases().complete(owner, List.of(completion.of(s == store))));
  }

  private void withLease(int a, int b, LeaseCall call) {
    if (leases.isEmpty()) {
      return;
    }
    int at = lease(a);
    String owner = b % 5 == 4 ? ModelChoices.node(b).owner() : owners.get(at);
    Pair<LeaseRef> lease = leases.get(at);
    both(s -> call.make(s, owner, List.of(lease.of(s == store))));
  }

  /** What is done with a lease. */
  private interface LeaseCall {
    Object make(JobStore store, String owner, List<LeaseRef> lease);
  }

  private void reap(int maxLost) {
    keepOneThatIsFollowed();
    both(s -> Likeness.unordered(s.leases().reap(1_000, maxLost)));
    last = () -> reap(maxLost);
  }

  /** Which of several ends first is the store's choice, and so is whose follow-up finds room. */
  private void keepOneThatIsFollowed() {
    List<ExecutionRecord> expired =
        model.history().live(null, null, 1_000).items().stream()
            .filter(run -> run.leaseUntil() != null && !run.leaseUntil().isAfter(model.now()))
            .sorted(Comparator.comparing(run -> !isFollowedOnFailure(run)))
            .toList();
    if (!expired.isEmpty() && isFollowedOnFailure(expired.get(0))) {
      expired.stream().skip(1).forEach(this::renew);
    }
  }

  private static boolean isFollowedOnFailure(ExecutionRecord run) {
    return run.policy().run().followUps().stream()
        .anyMatch(next -> next.when() == FollowUp.When.FAILURE);
  }

  private void renew(ExecutionRecord run) {
    for (int i = 0; i < leases.size(); i++) {
      Pair<LeaseRef> lease = leases.get(i);
      String owner = owners.get(i);
      if (lease.ofModel().equals(run.lease())) {
        both(s -> s.leases().renew(owner, Bench.LEASE, List.of(lease.of(s == store))));
      }
    }
  }

  private void cancel(int a) {
    List<ExecutionRecord> live = model.history().live(null, null, 1_000).items();
    if (!live.isEmpty()) {
      ExecutionId id = live.get(a % live.size()).id();
      both(s -> s.leases().cancel(id));
    }
  }

  private void left(String owner) {
    store.members().leave(owner);
    model.members().leave(owner);
    last = () -> {}; // a node that left repeats nothing
  }

  /** Makes a call to both, compares what they answer, and keeps the call to be repeated. */
  private <T> Pair<T> both(Function<JobStore, T> call) {
    last = () -> compare(call);
    return compare(call);
  }

  private <T> Pair<T> compare(Function<JobStore, T> call) {
    Pair<T> answers = new Pair<>(call.apply(store), call.apply(model));
    likeness.assertAlike(answers.ofStore(), answers.ofModel());
    return answers;
  }

  private void compareAll() {
    compare(s -> s.jobs().page(JobFilter.ALL, null, 1_000));
    compare(s -> Likeness.unordered(s.history().live(null, null, 1_000).items()));
    compare(s -> Likeness.unordered(s.history().ended(HistoryFilter.ALL, null, 1_000).items()));
    compare(s -> Likeness.unordered(s.history().missed(MissedFilter.ALL, null, 1_000).items()));
  }

  private void noteLeases(Pair<List<ExecutionRecord>> claimed, Node node) {
    for (int i = 0; i < claimed.ofModel().size(); i++) {
      int at = i;
      leases.add(claimed.map(runs -> runs.get(at).lease()));
      owners.add(node.owner());
    }
  }

  private void noteRecord(int a) {
    noteRecord(ModelChoices.id(a));
  }

  private void noteRecord(String id) {
    Pair<Optional<JobRecord>> stored = compare(s -> s.jobs().get(id));
    if (stored.ofModel().isPresent()) {
      records.add(stored.map(Optional::orElseThrow));
    }
  }

  private int lease(int a) {
    return leases.size() - 1 - ModelChoices.mostlyLast(a, leases.size());
  }
}
