package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Fire queues that decide one thing otherwise than they are told, by the name of what they do. */
final class BrokenDecisions {

  private BrokenDecisions() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.queue(
        "fires on an outdated claim", over -> deciding(over, decision -> renewed(over, decision)));
    BrokenStores.queue(
        "loses what a fire leaves to others",
        over ->
            deciding(
                over, decision -> decision.claimLimit() == 0 ? withoutFires(decision) : decision));
    BrokenStores.queue(
        "fires without a look at the token of the claim",
        over ->
            over.new Queue() {
              private final Map<String, Long> tokens = new ConcurrentHashMap<>();

              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                JobClaims claims = super.claimJobs(requestId, node, rooms, hold, horizon);
                claims.claims().forEach(claim -> tokens.put(claim.job().id(), claim.token()));
                return claims;
              }

              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                return super.fire(node, lease, decisions.stream().map(this::current).toList());
              }

              private FireDecision current(FireDecision decision) {
                JobRecord job = decision.claim().job();
                long token = tokens.getOrDefault(job.id(), decision.claim().token());
                return withClaim(decision, new JobClaim(job, token));
              }
            });
    BrokenStores.queue(
        "forgets the deadlines of fires",
        over ->
            deciding(
                over,
                decision ->
                    with(
                        decision,
                        decision.fires().stream()
                            .map(
                                fire ->
                                    new PlannedFire(
                                        fire.fireTime(), fire.dueTime(), null, fire.adjustment()))
                            .toList(),
                        decision.missed())));
    BrokenStores.queue(
        "keeps no record of what a decision skips",
        over -> deciding(over, decision -> with(decision, decision.fires(), List.of())));
    BrokenStores.queue(
        "counts the runs of an earlier job of that id",
        over ->
            deciding(
                over,
                decision -> {
                  JobRecord job = decision.claim().job();
                  long earlier =
                      over.live().stream()
                          .filter(run -> run.id().jobId().equals(job.id()))
                          .filter(run -> run.id().generation() != job.generation())
                          .count();
                  return earlier >= job.policy().maxInstances() ? withoutFires(decision) : decision;
                }));
    BrokenStores.queue(
        "pauses no job that has a problem",
        over ->
            deciding(
                over,
                decision ->
                    decision.problem() == null
                        ? decision
                        : new FireDecision(
                            decision.claim(),
                            List.of(),
                            List.of(),
                            null,
                            decision.nextFireTime(),
                            decision.dueTime(),
                            0,
                            null)));
  }

  /** Carries out other decisions than those it is given. */
  private static FireQueue deciding(StoreOver over, UnaryOperator<FireDecision> decision) {
    return over.new Queue() {
      @Override
      public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
        return super.fire(node, lease, decisions.stream().map(decision).toList());
      }
    };
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

  private static FireDecision with(
      FireDecision decision, List<PlannedFire> fires, List<MissedRange> missed) {
    return new FireDecision(
        decision.claim(),
        fires,
        missed,
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
}
