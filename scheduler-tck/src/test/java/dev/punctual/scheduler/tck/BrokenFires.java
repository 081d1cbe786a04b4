package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Fire queues that do one thing wrong when jobs fire, by the name of what they do. */
final class BrokenFires {

  private BrokenFires() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.queue(
        "fires a job with a grace time that it does not judge",
        over -> taking(over, job -> job.trigger() instanceof DateTrigger));
    BrokenStores.queue(
        "fires a job that goes on as if it ran once",
        over -> taking(over, job -> job.policy().misfireGraceTime() == null));
    BrokenStores.queue(
        "inserts a fire that is live once more",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                Set<ExecutionId> before = ids(over.live());
                FireReply reply = super.fire(node, lease, decisions);
                for (int i = 0; i < decisions.size(); i++) {
                  JobRecord job = decisions.get(i).claim().job();
                  if (reply.results().get(i).applied()
                      && fires(decisions.get(i)).stream().anyMatch(before::contains)) {
                    super.submit(job.id(), "once-more");
                  }
                }
                return reply;
              }
            });
    BrokenStores.queue(
        "carries out each of two decisions about one claim",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                FireReply reply = super.fire(node, lease, decisions);
                Set<JobClaim> applied = new HashSet<>();
                List<FireResult> results = new ArrayList<>();
                for (int i = 0; i < decisions.size(); i++) {
                  FireResult result = reply.results().get(i);
                  JobClaim claim = decisions.get(i).claim();
                  boolean second = !result.applied() && applied.contains(claim);
                  if (second) {
                    super.submit(claim.job().id(), "second");
                  } else if (result.applied()) {
                    applied.add(claim);
                  }
                  results.add(second ? new FireResult(true, List.of(), List.of()) : result);
                }
                return new FireReply(reply.storeNow(), results);
              }
            });
    BrokenStores.queue(
        "keeps the claim on a job that has fired",
        over ->
            over.new Queue() {
              private final Map<String, Instant> claimed = new ConcurrentHashMap<>();

              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                FireReply reply = super.fire(node, lease, decisions);
                for (FireDecision each : decisions) {
                  if (each.nextFireTime() != null) {
                    claimed.put(each.claim().job().id(), reply.storeNow().plus(Bench.HOLD));
                  }
                }
                return reply;
              }

              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                JobClaims claims = super.claimJobs(requestId, node, rooms, hold, horizon);
                List<JobClaim> free =
                    claims.claims().stream()
                        .filter(
                            claim ->
                                !claims
                                    .storeNow()
                                    .isBefore(claimed.getOrDefault(claim.job().id(), Instant.MIN)))
                        .toList();
                return new JobClaims(claims.storeNow(), free, claims.nextDue());
              }
            });
    BrokenStores.queue(
        "ends what a job left when the job has ended",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                FireReply reply = super.fire(node, lease, decisions);
                Set<String> ended =
                    decisions.stream()
                        .filter(each -> each.nextFireTime() == null)
                        .map(each -> each.claim().job().id())
                        .collect(Collectors.toSet());
                over.live().stream()
                    .filter(run -> ended.contains(run.id().jobId()))
                    .forEach(
                        run -> {
                          over.real.leases().cancel(run.id());
                          over.real
                              .leases()
                              .release(String.valueOf(run.owner()), List.of(run.lease()));
                        });
                return reply;
              }
            });
    BrokenStores.queue(
        "counts a lease that was taken ahead from now",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                FireReply reply = super.fire(node, lease, decisions);
                List<FireResult> results = new ArrayList<>();
                for (FireResult result : reply.results()) {
                  List<ExecutionRecord> claimed = result.claimed();
                  over.real
                      .leases()
                      .renew(
                          node.owner(),
                          lease,
                          claimed.stream()
                              .filter(run -> run.dueTime().isAfter(reply.storeNow()))
                              .map(ExecutionRecord::lease)
                              .toList());
                  Set<ExecutionId> ids = ids(claimed);
                  results.add(
                      new FireResult(
                          result.applied(),
                          over.live().stream().filter(run -> ids.contains(run.id())).toList(),
                          result.skipped()));
                }
                return new FireReply(reply.storeNow(), results);
              }
            });
    BrokenStores.queue(
        "refuses a fire whose claim has run out",
        over ->
            over.new Queue() {
              private final Map<JobClaim, Instant> ends = new HashMap<>();

              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                JobClaims claims = super.claimJobs(requestId, node, rooms, hold, horizon);
                claims
                    .claims()
                    .forEach(claim -> ends.putIfAbsent(claim, claims.storeNow().plus(hold)));
                return claims;
              }

              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                List<FireDecision> inTime = decisions.stream().filter(this::isInTime).toList();
                FireReply reply = super.fire(node, lease, inTime);
                List<FireResult> results = new ArrayList<>();
                int answered = 0;
                for (FireDecision each : decisions) {
                  results.add(isInTime(each) ? reply.results().get(answered++) : FireResult.STALE);
                }
                return new FireReply(reply.storeNow(), results);
              }

              private boolean isInTime(FireDecision decision) {
                return over.real.now().isBefore(ends.getOrDefault(decision.claim(), Instant.MAX));
              }
            });
  }

  /** Fires at the claim those of the claimed jobs that are alone and seem to need no decision. */
  private static FireQueue taking(StoreOver over, Predicate<JobRecord> plain) {
    return over.new Queue() {
      private final Map<String, JobClaims> answers = new HashMap<>();

      @Override
      public JobClaims claimOrFire(
          String requestId,
          Node node,
          List<QueueRoom> rooms,
          Duration hold,
          Duration lease,
          Duration horizon) {
        return answers.computeIfAbsent(
            node.owner() + " " + requestId,
            request -> take(node, lease, claimJobs(requestId, node, rooms, hold, horizon)));
      }

      private JobClaims take(Node node, Duration lease, JobClaims claims) {
        List<JobClaim> left = new ArrayList<>();
        List<FireDecision> decisions = new ArrayList<>();
        for (JobClaim claim : claims.claims()) {
          if (isAlone(node, claim.job()) && plain.test(claim.job())) {
            Instant fire = Objects.requireNonNull(claim.job().nextFireTime());
            decisions.add(Jobs.decideUntil(claim, 1, null, fire));
          } else {
            left.add(claim);
          }
        }
        List<ExecutionRecord> fired = new ArrayList<>();
        fire(node, lease, decisions).results().forEach(each -> fired.addAll(each.claimed()));
        return new JobClaims(claims.storeNow(), left, claims.nextDue(), fired);
      }

      private boolean isAlone(Node node, JobRecord job) {
        return !node.limits().containsKey(job.task())
            && over.live().stream().noneMatch(run -> run.id().jobId().equals(job.id()));
      }
    };
  }

  private static Set<ExecutionId> ids(List<ExecutionRecord> runs) {
    return runs.stream().map(ExecutionRecord::id).collect(Collectors.toSet());
  }

  private static List<ExecutionId> fires(FireDecision decision) {
    JobRecord job = decision.claim().job();
    return decision.fires().stream()
        .map(fire -> ExecutionId.ofFire(job.id(), job.generation(), fire.fireTime()))
        .toList();
  }
}
