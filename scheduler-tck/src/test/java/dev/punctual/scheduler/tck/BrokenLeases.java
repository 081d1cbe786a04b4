package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.Held;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Lease books that do one thing wrong, by the name of what they do. */
final class BrokenLeases {

  private BrokenLeases() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.leases(
        "completes without a look at the token",
        over ->
            completing(
                over,
                c ->
                    new Completion(
                        over.current(c.lease()), c.outcome(), c.started(), c.finished())));
    BrokenStores.leases(
        "renews a stale lease",
        over ->
            over.new Leases() {
              @Override
              public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
                return super.renew(owner, lease, leases.stream().map(over::current).toList());
              }
            });
    BrokenStores.leases(
        "takes every asserted lease for current",
        over ->
            over.new Leases() {
              @Override
              public RenewReply reassert(String owner, Duration lease, List<Held> leases) {
                RenewReply reply = super.reassert(owner, lease, leases);
                return new RenewReply(reply.storeNow(), List.of(), reply.cancelled());
              }
            });
    BrokenStores.leases(
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
    BrokenStores.leases(
        "reaps without a new token",
        over ->
            over.new Leases() {
              @Override
              public List<ExecutionRecord> reap(int limit, int maxLost) {
                List<ExecutionRecord> expired =
                    over.live().stream().filter(run -> isOver(over, run)).limit(limit).toList();
                expired.forEach(run -> super.release(run.owner(), List.of(run.lease())));
                Set<ExecutionId> ids = new HashSet<>();
                expired.forEach(run -> ids.add(run.id()));
                return over.live().stream().filter(run -> ids.contains(run.id())).toList();
              }
            });
    BrokenStores.leases(
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
    BrokenStores.leases(
        "confirms every start",
        over ->
            over.new Leases() {
              @Override
              public List<Boolean> start(String owner, List<LeaseRef> leases) {
                super.start(owner, leases);
                return Collections.nCopies(leases.size(), true);
              }
            });
    BrokenStores.leases(
        "counts a retry from the node's clock",
        over ->
            completing(
                over,
                c ->
                    retryAfter(
                        c, delay -> delay.plus(Duration.between(over.real.now(), c.finished())))));
    BrokenStores.leases(
        "runs a failed attempt again at once",
        over -> completing(over, c -> retryAfter(c, delay -> Duration.ZERO)));
    BrokenStores.leases(
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
    BrokenStores.leases(
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
    BrokenStores.leases(
        "lets anyone give a lease back",
        over ->
            over.new Leases() {
              @Override
              public List<Boolean> release(String owner, List<LeaseRef> leases) {
                return leases.stream().map(lease -> releaseAs(owner, lease)).toList();
              }

              private boolean releaseAs(String owner, LeaseRef lease) {
                String holder =
                    over.live().stream()
                        .filter(run -> run.owner() != null && run.lease().equals(lease))
                        .map(ExecutionRecord::owner)
                        .findFirst()
                        .orElse(owner);
                return super.release(holder, List.of(lease)).get(0);
              }
            });
    BrokenStores.leases(
        "fences what ends after its lease",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                return completions.stream().map(each -> completeInTime(node, each)).toList();
              }

              private CompleteStatus completeInTime(String node, Completion completion) {
                boolean late =
                    over.live().stream()
                        .filter(run -> run.lease().equals(completion.lease()))
                        .anyMatch(run -> isOver(over, run));
                return late
                    ? CompleteStatus.FENCED
                    : super.complete(node, List.of(completion)).get(0);
              }
            });
    BrokenStores.leases(
        "finds no leases of an owner",
        over ->
            over.new Leases() {
              @Override
              public List<LeaseRef> claimsOf(String owner) {
                return List.of();
              }
            });
    BrokenStores.leases(
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
                    .filter(run -> started.contains(run.lease()) && isOver(over, run))
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
    BrokenStores.leases(
        "ends a job's last run for good when it fails",
        over ->
            completing(
                over,
                c -> over.real.jobs().get(c.lease().id().jobId()).isEmpty() ? withoutRetry(c) : c));
    BrokenStores.leases(
        "answers for a batch of leases as for one",
        over ->
            over.new Leases() {
              @Override
              public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
                RenewReply reply = super.renew(owner, lease, leases);
                return new RenewReply(
                    reply.storeNow(),
                    reply.lost().isEmpty() ? List.of() : leases,
                    reply.cancelled());
              }
            });
    BrokenStores.leases(
        "confirms a start only once",
        over ->
            over.new Leases() {
              private final Set<LeaseRef> started = new HashSet<>();

              @Override
              public List<Boolean> start(String owner, List<LeaseRef> leases) {
                List<Boolean> answers = super.start(owner, leases);
                return IntStream.range(0, leases.size())
                    .mapToObj(i -> answers.get(i) && started.add(leases.get(i)))
                    .toList();
              }
            });
    BrokenStores.leases(
        "gives back what the same node has leased anew",
        over ->
            over.new Leases() {
              @Override
              public List<Boolean> release(String owner, List<LeaseRef> leases) {
                return super.release(owner, leases.stream().map(over::current).toList());
              }
            });
    BrokenStores.leases(
        "takes away more leases than it is asked to",
        over ->
            over.new Leases() {
              @Override
              public List<ExecutionRecord> reap(int limit, int maxLost) {
                return super.reap(1_000, maxLost);
              }
            });
    BrokenStores.leases(
        "takes what it does not know for done",
        over ->
            over.new Leases() {
              @Override
              public List<CompleteStatus> complete(String node, List<Completion> completions) {
                return super.complete(node, completions).stream()
                    .map(s -> s == CompleteStatus.FENCED ? CompleteStatus.ALREADY_DONE : s)
                    .toList();
              }
            });
    BrokenStores.leases(
        "takes a cancelled run for a success",
        over ->
            completing(
                over,
                c ->
                    c.outcome() instanceof Outcome.Cancelled
                        ? new Completion(c.lease(), Outcome.SUCCEEDED, c.started(), c.finished())
                        : c));
    BrokenStores.ALL.put("takes the start of one lease for that of the next", StickyStarts::new);
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

  /** Ends executions by other completions than those it is given. */
  private static LeaseBook completing(StoreOver over, UnaryOperator<Completion> completion) {
    return over.new Leases() {
      @Override
      public List<CompleteStatus> complete(String node, List<Completion> completions) {
        return super.complete(node, completions.stream().map(completion).toList());
      }
    };
  }

  /** The completion with another delay of the retry that it asks for, if it does. */
  private static Completion retryAfter(Completion completion, UnaryOperator<Duration> delay) {
    return completion.outcome() instanceof Outcome.Failed failed && failed.retryAfter() != null
        ? new Completion(
            completion.lease(),
            new Outcome.Failed(failed.error(), delay.apply(failed.retryAfter())),
            completion.started(),
            completion.finished())
        : completion;
  }

  private static Completion withoutRetry(Completion completion) {
    return completion.outcome() instanceof Outcome.Failed failed
        ? new Completion(
            completion.lease(),
            new Outcome.Failed(failed.error(), null),
            completion.started(),
            completion.finished())
        : completion;
  }

  private static boolean isOver(StoreOver over, ExecutionRecord run) {
    return run.leaseUntil() != null && !over.real.now().isBefore(run.leaseUntil());
  }
}
