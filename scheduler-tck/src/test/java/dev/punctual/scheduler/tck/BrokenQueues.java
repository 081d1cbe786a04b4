package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Fire queues that do one thing wrong, by the name of what they do. */
final class BrokenQueues {

  private BrokenQueues() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.queue(
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
    BrokenStores.queue(
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
    BrokenStores.queue(
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
    BrokenStores.queue(
        "does not tell that it left due jobs",
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
                Instant next = claims.nextDue();
                return next == null || next.isAfter(claims.storeNow())
                    ? claims
                    : new JobClaims(claims.storeNow(), claims.claims(), null);
              }
            });
    BrokenStores.queue(
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
    BrokenStores.queue(
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
    BrokenStores.queue(
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
    BrokenStores.queue(
        "ignores the limit of a task in the cluster",
        over -> limiting(over, limit -> new TaskLimit(limit.perCall(), Integer.MAX_VALUE)));
    BrokenStores.queue(
        "ignores the limit of a task in one call",
        over -> limiting(over, limit -> new TaskLimit(Integer.MAX_VALUE, limit.inCluster())));
    BrokenStores.queue(
        "starves what has a low priority",
        over -> claiming(over, room -> new QueueRoom(room.queue(), room.room())));
    BrokenStores.queue(
        "leases more than a queue has room for",
        over -> claiming(over, room -> new QueueRoom(room.queue(), 1_000, room.oldest())));
    BrokenStores.queue(
        "lets a claim on a job run out at once",
        over ->
            over.new Queue() {
              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                return super.claimJobs(requestId, node, rooms, Duration.ZERO, horizon);
              }
            });
    BrokenStores.queue(
        "does not know a repeated claim of jobs",
        over ->
            over.new Queue() {
              private final AtomicInteger fresh = new AtomicInteger();

              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                String other = requestId + "-" + fresh.incrementAndGet();
                return super.claimJobs(other, node, rooms, hold, horizon);
              }
            });
    BrokenStores.queue(
        "takes every lease for a confirmed start",
        over ->
            over.new Queue() {
              @Override
              public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
                FireReply reply = super.fire(node, lease, decisions);
                reply.results().forEach(result -> confirm(node, result.claimed()));
                return reply;
              }

              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                ExecutionClaims claims = super.claimDue(requestId, node, rooms, lease, horizon);
                confirm(node, claims.claimed());
                return claims;
              }

              private void confirm(Node node, List<ExecutionRecord> claimed) {
                List<LeaseRef> leases = claimed.stream().map(ExecutionRecord::lease).toList();
                over.real.leases().start(node.owner(), leases);
              }
            });
    BrokenStores.queue(
        "orders equal due times by the beginnings of ids",
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
                Collections.reverse(sorted);
                sorted.sort(
                    Comparator.comparingInt((JobClaim claim) -> -claim.job().policy().priority())
                        .thenComparing(claim -> claim.job().dueTime())
                        .thenComparing(
                            claim ->
                                claim
                                    .job()
                                    .id()
                                    .substring(0, Math.min(8, claim.job().id().length()))));
                return new JobClaims(claims.storeNow(), sorted, claims.nextDue());
              }
            });
    BrokenStores.queue(
        "looks no further than the first hundred due jobs",
        over ->
            over.new Queue() {
              @Override
              public JobClaims claimJobs(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration hold,
                  Duration horizon) {
                List<JobRecord> first =
                    Pages.readAll(1_000, c -> over.real.jobs().page(JobFilter.ALL, c, 1_000))
                        .stream()
                        .filter(job -> job.dueTime() != null)
                        .filter(job -> !job.dueTime().isAfter(over.real.now()))
                        .sorted(Comparator.comparingInt(job -> -job.policy().priority()))
                        .limit(100)
                        .toList();
                boolean blocked =
                    first.size() == 100
                        && first.stream().noneMatch(job -> node.tasks().contains(job.task()));
                List<QueueRoom> none = List.of();
                return super.claimJobs(requestId, node, blocked ? none : rooms, hold, horizon);
              }
            });
    BrokenStores.queue(
        "tells of due work a minute late",
        over ->
            over.new Queue() {
              @Override
              public NextDue nextDue(Node node) {
                NextDue next = super.nextDue(node);
                return next.due() == null
                    ? next
                    : new NextDue(next.storeNow(), next.due().plusSeconds(60));
              }
            });
    BrokenStores.queue(
        "leases anew what ended since it was claimed by that request",
        over ->
            over.new Queue() {
              private final Map<String, ExecutionClaims> answers = new TreeMap<>();

              @Override
              public ExecutionClaims claimDue(
                  String requestId,
                  Node node,
                  List<QueueRoom> rooms,
                  Duration lease,
                  Duration horizon) {
                String request = node.owner() + " " + requestId;
                ExecutionClaims before = answers.get(request);
                if (before != null) {
                  before.claimed().stream()
                      .filter(run -> over.current(run.lease()).equals(run.lease()))
                      .filter(run -> over.live().stream().noneMatch(r -> r.id().equals(run.id())))
                      .forEach(
                          run -> super.submit(run.id().jobId(), "again-" + run.id().requestId()));
                }
                ExecutionClaims claims = super.claimDue(requestId, node, rooms, lease, horizon);
                answers.putIfAbsent(request, claims);
                return claims;
              }
            });
  }

  /** Claims for other rooms than those that are asked for. */
  private static FireQueue claiming(StoreOver over, UnaryOperator<QueueRoom> room) {
    return over.new Queue() {
      @Override
      public JobClaims claimJobs(
          String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
        return super.claimJobs(requestId, node, others(rooms), hold, horizon);
      }

      @Override
      public ExecutionClaims claimDue(
          String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
        return super.claimDue(requestId, node, others(rooms), lease, horizon);
      }

      private List<QueueRoom> others(List<QueueRoom> rooms) {
        return rooms.stream().map(room).toList();
      }
    };
  }

  /** Leases by other limits than those of the node. */
  private static FireQueue limiting(StoreOver over, UnaryOperator<TaskLimit> limit) {
    return over.new Queue() {
      @Override
      public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
        return super.fire(other(node), lease, decisions);
      }

      @Override
      public ExecutionClaims claimDue(
          String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
        return super.claimDue(requestId, other(node), rooms, lease, horizon);
      }

      private Node other(Node node) {
        Map<String, TaskLimit> limits = new TreeMap<>(node.limits());
        limits.replaceAll((task, given) -> limit.apply(given));
        return node.withLimits(limits);
      }
    };
  }
}
