package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.TaskLimit;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stores that do one thing wrong, by the name of what they do. */
final class BrokenStores {

  static final Map<String, UnaryOperator<JobStore>> ALL = new TreeMap<>();

  private BrokenStores() {}

  static {
    leases(
        "completes without a look at the token",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                return super.complete(
                    node,
                    completions.stream()
                        .map(
                            c ->
                                new Completion(
                                    over.current(c.lease()),
                                    c.outcome(),
                                    c.started(),
                                    c.finished()))
                        .toList());
              }
            });
    leases(
        "renews a stale lease",
        over ->
            over.new Leases() {
              @Override
              public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
                return super.renew(owner, lease, leases.stream().map(over::current).toList());
              }
            });
    leases(
        "takes a repeated completion for a new one",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                return super.complete(node, completions).stream()
                    .map(s -> s == CompleteStatus.ALREADY_DONE ? CompleteStatus.DONE : s)
                    .toList();
              }
            });
    leases(
        "reaps without a new token",
        over ->
            over.new Leases() {
              @Override
              public List<ExecutionRecord> reap(int limit, int maxLost) {
                List<ExecutionRecord> expired =
                    over.live().stream()
                        .filter(run -> run.leaseUntil() != null)
                        .filter(run -> !over.real.now().isBefore(run.leaseUntil()))
                        .limit(limit)
                        .toList();
                expired.forEach(run -> super.release(run.owner(), List.of(run.lease())));
                Set<ExecutionId> ids = new HashSet<>();
                expired.forEach(run -> ids.add(run.id()));
                return over.live().stream().filter(run -> ids.contains(run.id())).toList();
              }
            });
    leases(
        "reaps leases that hold",
        over ->
            over.new Leases() {
              @Override
              public List<ExecutionRecord> reap(int limit, int maxLost) {
                over.live().stream()
                    .filter(run -> run.state() == ExecutionState.CLAIMED)
                    .forEach(run -> super.renew(run.owner(), Duration.ZERO, List.of(run.lease())));
                return super.reap(limit, maxLost);
              }
            });
    leases(
        "confirms every start",
        over ->
            over.new Leases() {
              @Override
              public List<Boolean> start(String owner, List<LeaseRef> leases) {
                super.start(owner, leases);
                return Collections.nCopies(leases.size(), true);
              }
            });
    leases(
        "counts a retry from the node's clock",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                return super.complete(
                    node, completions.stream().map(c -> byNodeClock(over.real.now(), c)).toList());
              }
            });
    leases(
        "forgets who waits when a run ends",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                Set<ExecutionId> waiting = new HashSet<>();
                over.live().stream()
                    .filter(run -> run.state() == ExecutionState.BLOCKED)
                    .forEach(run -> waiting.add(run.id()));
                List<CompleteStatus> answers = super.complete(node, completions);
                over.live().stream()
                    .filter(run -> run.state() == ExecutionState.SCHEDULED)
                    .filter(run -> waiting.contains(run.id()))
                    .forEach(run -> super.cancel(run.id()));
                return answers;
              }
            });
    queue(
        "leases an execution twice",
        over ->
            over.new Queue() {
              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                ExecutionClaims claims = super.claimDue(requestId, node, rooms, lease, horizon);
                List<ExecutionRecord> more = new ArrayList<>(claims.claimed());
                over.live().stream()
                    .filter(run -> run.state() == ExecutionState.CLAIMED)
                    .filter(run -> !node.owner().equals(run.owner()))
                    .forEach(more::add);
                return new ExecutionClaims(
                    claims.storeNow(), more, claims.missed(), claims.nextDue());
              }
            });
    queue(
        "starts executions early",
        over ->
            over.new Queue() {
              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                return super.claimDue(requestId, node, rooms, lease, Duration.ofDays(1));
              }
            });
    queue(
        "fires jobs early",
        over ->
            over.new Queue() {
              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                return super.claimJobs(requestId, node, rooms, hold, Duration.ofDays(1));
              }
            });
    queue(
        "does not know a repeated claim",
        over ->
            over.new Queue() {
              private final AtomicInteger fresh = new AtomicInteger();

              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                String other = requestId + "-" + fresh.incrementAndGet();
                return super.claimDue(other, node, rooms, lease, horizon);
              }
            });
    queue(
        "does not know a repeated run",
        over ->
            over.new Queue() {
              private final AtomicInteger fresh = new AtomicInteger();

              @Override
              public SubmitResult submit(String jobId, String requestId) {
                return super.submit(jobId, requestId + "-" + fresh.incrementAndGet());
              }
            });
    queue(
        "fires on an outdated claim",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                return super.fire(
                    node, lease, decisions.stream().map(d -> renewed(over, d)).toList());
              }
            });
    queue(
        "loses what a fire leaves to others",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                return super.fire(
                    node,
                    lease,
                    decisions.stream()
                        .map(d -> d.claimLimit() == 0 ? withoutFires(d) : d)
                        .toList());
              }
            });
    queue(
        "drops jobs of unknown tasks",
        over ->
            over.new Queue() {
              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                JobClaims claims = super.claimJobs(requestId, node, rooms, hold, horizon);
                over.real.jobs().page(JobFilter.ALL, null, 1_000).items().stream()
                    .filter(job -> !node.tasks().contains(job.task()) && job.dueTime() != null)
                    .filter(job -> !job.dueTime().isAfter(claims.storeNow()))
                    .forEach(job -> over.real.jobs().remove(List.of(job.id())));
                return claims;
              }
            });
    queue(
        "ignores priorities among jobs",
        over ->
            over.new Queue() {
              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                JobClaims claims = super.claimJobs(requestId, node, rooms, hold, horizon);
                List<JobClaim> sorted = new ArrayList<>(claims.claims());
                sorted.sort(Comparator.comparing(claim -> claim.job().dueTime()));
                return new JobClaims(claims.storeNow(), sorted, claims.nextDue());
              }
            });
    queue(
        "ignores the limit of a task in the cluster",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                return super.fire(unlimited(node), lease, decisions);
              }

              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                return super.claimDue(requestId, unlimited(node), rooms, lease, horizon);
              }
            });
    queue(
        "starves what has a low priority",
        over ->
            over.new Queue() {
              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                return super.claimJobs(requestId, node, byPriority(rooms), hold, horizon);
              }

              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                return super.claimDue(requestId, node, byPriority(rooms), lease, horizon);
              }
            });
    queue(
        "runs live executions again",
        over ->
            over.new Queue() {
              @Override
              public SubmitResult rerun(ExecutionId ended, String requestId) {
                boolean lives = over.live().stream().anyMatch(run -> run.id().equals(ended));
                return lives
                    ? super.submit(ended.jobId(), requestId)
                    : super.rerun(ended, requestId);
              }
            });
    jobs(
        "forgets what follows",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return super.put(jobs.stream().map(BrokenStores::unfollowed).toList(), onConflict);
              }
            });
    leases(
        "submits what follows once more when a completion is repeated",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                List<CompleteStatus> answers = super.complete(node, completions);
                for (int i = 0; i < answers.size(); i++) {
                  if (answers.get(i) == CompleteStatus.ALREADY_DONE) {
                    followAgain(over, completions.get(i).lease().id());
                  }
                }
                return answers;
              }
            });
    leases(
        "loses every run whose start was confirmed",
        over ->
            over.new Leases() {
              private final Set<LeaseRef> started = new HashSet<>();

              @Override
              public List<Boolean> start(String owner, List<LeaseRef> leases) {
                List<Boolean> answers = super.start(owner, leases);
                IntStream.range(0, leases.size())
                    .filter(answers::get)
                    .forEach(i -> started.add(leases.get(i)));
                return answers;
              }

              @Override
              public List<ExecutionRecord> reap(int limit, int maxLost) {
                over.live().stream()
                    .filter(run -> started.contains(run.lease()) && run.leaseUntil() != null)
                    .filter(run -> !over.real.now().isBefore(run.leaseUntil()))
                    .forEach(
                        run ->
                            super.complete(
                                run.owner(),
                                List.of(
                                    new Completion(
                                        run.lease(),
                                        new Outcome.Failed("lost", null),
                                        null,
                                        over.real.now()))));
                return super.reap(limit, maxLost);
              }
            });
    history(
        "tells of ended executions as unknown",
        over ->
            over.new Past() {
              @Override
              public List<Standing> look(List<ExecutionId> ids) {
                return super.look(ids).stream()
                    .map(each -> each.ended() == null ? each : new Standing(each.id(), null, null))
                    .toList();
              }
            });
    history(
        "filters a page after it was cut",
        over ->
            over.new Past() {
              @Override
              public Page<EndedExecution> ended(
                  HistoryFilter filter, @Nullable String cursor, int limit) {
                Page<EndedExecution> page = super.ended(HistoryFilter.ALL, cursor, limit);
                List<EndedExecution> rows = page.items().stream().filter(filter::admits).toList();
                return new Page<>(rows, rows.isEmpty() ? null : page.cursor());
              }
            });
    jobs(
        "loses an update",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                long version = super.get(change.job().id()).map(JobRecord::version).orElse(0L);
                return super.update(
                    new JobChange(change.job().withVersion(version), change.missed()));
              }
            });
    jobs(
        "pauses without holding",
        over ->
            over.new Registry() {
              @Override
              public UpdateResult update(JobChange change) {
                JobRecord job = change.job();
                return super.update(
                    job.state() == JobState.PAUSED
                        ? new JobChange(
                            job.withState(JobState.ACTIVE, job.problem()), change.missed())
                        : change);
              }
            });
    jobs(
        "knows no limit of live executions",
        over ->
            over.new Registry() {
              @Override
              public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
                return super.put(
                    jobs.stream()
                        .map(job -> Jobs.withPolicy(job, job.policy().withMaxInstances(1_000_000)))
                        .toList(),
                    onConflict);
              }
            });
    jobs(
        "pages by offset",
        over ->
            over.new Registry() {
              @Override
              public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
                Page<JobRecord> check = super.page(filter, null, limit);
                List<JobRecord> all = Pages.readAll(1_000, c -> super.page(filter, c, 1_000));
                int from = cursor == null ? 0 : Math.min(all.size(), Integer.parseInt(cursor));
                int to = Math.min(all.size(), from + limit);
                return new Page<>(
                    cursor == null ? check.items() : all.subList(from, to),
                    to < all.size() ? String.valueOf(to) : null);
              }
            });
    history(
        "purges what lives",
        over ->
            over.new Past() {
              @Override
              public int purge(Duration maxAge, long maxCount, int limit) {
                over.live().forEach(run -> over.real.leases().cancel(run.id()));
                return super.purge(maxAge, maxCount, limit);
              }
            });
    history(
        "keeps no record of what the limit turned away",
        over ->
            over.new Past() {
              @Override
              public Page<MissedRange> missed(
                  MissedFilter filter, @Nullable String cursor, int limit) {
                Page<MissedRange> page = super.missed(filter, cursor, limit);
                return new Page<>(
                    page.items().stream()
                        .filter(range -> range.reason() != MissedRange.Reason.MAX_INSTANCES)
                        .toList(),
                    page.cursor());
              }
            });
    ALL.put(
        "gives no hints",
        real ->
            new StoreOver(real) {
              @Override
              public Hints hints() {
                return listener -> () -> {};
              }
            });
    ALL.put(
        "gives no word of unwanted leases",
        real ->
            new StoreOver(real) {
              @Override
              public Hints hints() {
                return listener -> real.hints().subscribe(listener::dueAt);
              }
            });
  }

  /** A store that looks whether an id is free and adds then; two callers do so at once. */
  static JobStore looksFirst(JobStore real) {
    Map<String, CountDownLatch> looking = new ConcurrentHashMap<>();
    return new StoreOver(real) {
      @Override
      public JobRegistry jobs() {
        return new Registry() {
          @Override
          public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
            String id = jobs.get(0).id();
            if (super.get(id).isPresent()) {
              return super.put(jobs, onConflict);
            }
            CountDownLatch both = looking.computeIfAbsent(id, key -> new CountDownLatch(2));
            both.countDown();
            awaitUninterruptibly(both);
            return super.put(jobs, ConflictPolicy.REPLACE).stream()
                .map(result -> new PutResult(PutResult.Status.CREATED, result.stored()))
                .toList();
          }
        };
      }
    };
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The node without its limits in the cluster; those of one call stay. */
  private static Node unlimited(Node node) {
    Map<String, TaskLimit> limits = new TreeMap<>();
    node.limits()
        .forEach(
            (task, limit) -> limits.put(task, new TaskLimit(limit.perCall(), Integer.MAX_VALUE)));
    return new Node(node.owner(), node.tasks(), limits);
  }

  private static List<QueueRoom> byPriority(List<QueueRoom> rooms) {
    return rooms.stream().map(room -> new QueueRoom(room.queue(), room.room())).toList();
  }

  private static JobRecord unfollowed(JobRecord job) {
    JobPolicy policy = job.policy();
    return Jobs.withPolicy(job, policy.withRun(policy.run().withFollowUps(List.of())));
  }

  /** Submits what follows an ended execution under another request. */
  private static void followAgain(StoreOver over, ExecutionId ended) {
    over.real
        .jobs()
        .get(ended.jobId())
        .ifPresent(
            job ->
                job.policy()
                    .run()
                    .followUps()
                    .forEach(
                        next ->
                            over.real
                                .queue()
                                .submit(next.jobId(), "again-" + ended.followUpRequest())));
  }

  private static Completion byNodeClock(Instant now, Completion completion) {
    if (completion.outcome() instanceof Outcome.Failed failed && failed.retryAfter() != null) {
      Duration ahead = Duration.between(now, completion.finished());
      Duration delay = failed.retryAfter().plus(ahead);
      return new Completion(
          completion.lease(),
          new Outcome.Failed(failed.error(), delay),
          completion.started(),
          completion.finished());
    }
    return completion;
  }

  /** A decision with a claim that is current, whatever claim it was made with. */
  private static FireDecision renewed(StoreOver over, FireDecision decision) {
    Optional<JobRecord> job = over.real.jobs().get(decision.claim().job().id());
    if (job.isEmpty() || job.get().equals(decision.claim().job())) {
      return decision;
    }
    Node node = new Node("thief", Set.of(job.get().task()));
    List<QueueRoom> room = List.of(new QueueRoom(job.get().policy().queue(), 1_000));
    over.real.jobs().update(new JobChange(job.get(), List.of()));
    return over
        .real
        .queue()
        .claimJobs(UUID.randomUUID().toString(), node, room, Bench.HOLD, Duration.ofDays(1))
        .claims()
        .stream()
        .filter(claim -> claim.job().id().equals(job.get().id()))
        .findFirst()
        .map(claim -> withClaim(decision, claim))
        .orElse(decision);
  }

  private static FireDecision withClaim(FireDecision decision, JobClaim claim) {
    return new FireDecision(
        claim,
        decision.fires(),
        decision.missed(),
        decision.lastFireTime(),
        decision.nextFireTime(),
        decision.dueTime(),
        decision.claimLimit(),
        decision.problem());
  }

  private static FireDecision withoutFires(FireDecision decision) {
    return new FireDecision(
        decision.claim(),
        List.of(),
        decision.missed(),
        decision.lastFireTime(),
        decision.nextFireTime(),
        decision.dueTime(),
        0,
        decision.problem());
  }

  private static void jobs(String name, Function<StoreOver, JobRegistry> fault) {
    ALL.put(
        name,
        real ->
            new StoreOver(real) {
              private final JobRegistry jobs = fault.apply(this);

              @Override
              public JobRegistry jobs() {
                return jobs;
              }
            });
  }

  private static void queue(String name, Function<StoreOver, FireQueue> fault) {
    ALL.put(
        name,
        real ->
            new StoreOver(real) {
              private final FireQueue queue = fault.apply(this);

              @Override
              public FireQueue queue() {
                return queue;
              }
            });
  }

  private static void leases(String name, Function<StoreOver, LeaseBook> fault) {
    ALL.put(
        name,
        real ->
            new StoreOver(real) {
              private final LeaseBook leases = fault.apply(this);

              @Override
              public LeaseBook leases() {
                return leases;
              }
            });
  }

  private static void history(String name, Function<StoreOver, History> fault) {
    ALL.put(
        name,
        real ->
            new StoreOver(real) {
              private final History history = fault.apply(this);

              @Override
              public History history() {
                return history;
              }
            });
  }
}
