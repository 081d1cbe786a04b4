package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Duration;
import java.util.List;

/** Stores that lack a guard: each does one thing that no store may do. */
final class BrokenStore {

  private BrokenStore() {}

  /** Takes a completion whatever its token. */
  static final class NoTokenTest extends StoreAdapter {

    NoTokenTest(JobStore real) {
      super(real);
    }

    @Override
    List<CompleteStatus> complete(String node, List<Completion> completions) {
      List<Completion> current =
          completions.stream()
              .map(
                  each ->
                      new Completion(
                          currentLease(each.lease()),
                          each.outcome(),
                          each.started(),
                          each.finished()))
              .toList();
      return real.leases().complete(node, current);
    }

    private LeaseRef currentLease(LeaseRef given) {
      return live(given.id().jobId()).stream()
          .filter(row -> row.id().equals(given.id()) && row.state() == ExecutionState.CLAIMED)
          .map(ExecutionRecord::lease)
          .findFirst()
          .orElse(given);
    }
  }

  /** Takes a change whatever version it was derived from. */
  static final class NoVersionTest extends StoreAdapter {

    NoVersionTest(JobStore real) {
      super(real);
    }

    @Override
    UpdateResult update(JobChange change) {
      UpdateResult result = real.jobs().update(change);
      JobRecord stored = result.stored();
      if (result.status() != UpdateResult.Status.STALE
          || stored == null
          || stored.generation() != change.job().generation()) {
        return result;
      }
      JobRecord forced = change.job().withVersion(stored.version());
      return real.jobs().update(new JobChange(forced, change.missed()));
    }
  }

  /** Lets a decision that was carried out be carried out again. */
  static final class FiresAgain extends StoreAdapter {

    FiresAgain(JobStore real) {
      super(real);
    }

    @Override
    FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
      FireReply reply = real.queue().fire(node, lease, decisions);
      for (FireDecision decision : decisions) {
        JobRecord before = decision.claim().job();
        JobRecord after = real.jobs().get(before.id()).orElse(null);
        if (after != null && after.version() == before.version() + 1 && after.version() % 7 == 0) {
          JobRecord back =
              after.withFires(before.lastFireTime(), before.nextFireTime(), before.dueTime());
          real.jobs().update(new JobChange(back, List.of()));
        }
      }
      return reply;
    }
  }

  /** Lets as many instances of a job run as there are fires. */
  static final class NoOverlapLimit extends StoreAdapter {

    NoOverlapLimit(JobStore real) {
      super(real);
    }

    @Override
    List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
      List<JobRecord> unlimited =
          jobs.stream()
              .map(
                  job ->
                      job.withDefinition(
                          job.name(),
                          job.trigger(),
                          job.policy().withMaxInstances(1_000),
                          job.tags()))
              .toList();
      List<PutResult> results = real.jobs().put(unlimited, onConflict);
      return results.stream().map(result -> limited(result, jobs)).toList();
    }

    private static PutResult limited(PutResult result, List<JobRecord> given) {
      JobRecord stored = result.stored();
      return given.stream()
          .filter(job -> job.id().equals(stored.id()))
          .findFirst()
          .map(
              job ->
                  new PutResult(
                      result.status(),
                      stored.withDefinition(
                          stored.name(), stored.trigger(), job.policy(), stored.tags())))
          .orElse(result);
    }
  }

  /** Forgets the fires that a decision skips. */
  static final class NoMissedRanges extends StoreAdapter {

    NoMissedRanges(JobStore real) {
      super(real);
    }

    @Override
    FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
      List<FireDecision> silent =
          decisions.stream()
              .map(
                  each ->
                      new FireDecision(
                          each.claim(),
                          each.fires(),
                          List.of(),
                          each.lastFireTime(),
                          each.nextFireTime(),
                          each.dueTime(),
                          each.claimLimit(),
                          each.problem()))
              .toList();
      return real.queue().fire(node, lease, silent);
    }
  }

  /** Purges executions that have not ended. */
  static final class PurgesAll extends StoreAdapter {

    PurgesAll(JobStore real) {
      super(real);
    }

    @Override
    int purge(Duration maxAge, long maxCount, int limit) {
      real.history()
          .live(null, null, 1_000)
          .items()
          .forEach(live -> real.leases().cancel(live.id()));
      return real.history().purge(maxAge, maxCount, limit);
    }
  }

  /** Answers that leases were renewed, and does not renew them. */
  static final class ForgetsRenewals extends StoreAdapter {

    ForgetsRenewals(JobStore real) {
      super(real);
    }

    @Override
    RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
      return new RenewReply(real.now(), List.of(), List.of());
    }
  }

  /** Hands out work by priority alone. */
  static final class NoOldestShare extends StoreAdapter {

    NoOldestShare(JobStore real) {
      super(real);
    }

    @Override
    ExecutionClaims claimDue(
        String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
      return real.queue().claimDue(requestId, node, byPriority(rooms), lease, horizon);
    }

    @Override
    JobClaims claimJobs(
        String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
      return real.queue().claimJobs(requestId, node, byPriority(rooms), hold, horizon);
    }

    private static List<QueueRoom> byPriority(List<QueueRoom> rooms) {
      return rooms.stream().map(each -> new QueueRoom(each.queue(), each.room())).toList();
    }
  }

  /** Lets nothing follow. */
  static final class NoFollowUps extends StoreAdapter {

    NoFollowUps(JobStore real) {
      super(real);
    }

    @Override
    List<CompleteStatus> complete(String node, List<Completion> completions) {
      List<CompleteStatus> answers = real.leases().complete(node, completions);
      completions.forEach(each -> dropFollowers(each.lease()));
      return answers;
    }

    private void dropFollowers(LeaseRef ended) {
      real.history().live(null, null, 1_000).items().stream()
          .filter(row -> ended.id().followUpRequest().equals(row.id().requestId()))
          .forEach(row -> real.leases().cancel(row.id()));
    }
  }

  /** Forgets the limits of tasks. */
  static final class NoTaskLimits extends StoreAdapter {

    NoTaskLimits(JobStore real) {
      super(real);
    }

    @Override
    FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
      return real.queue().fire(new Node(node.owner(), node.tasks()), lease, decisions);
    }

    @Override
    ExecutionClaims claimDue(
        String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
      Node free = new Node(node.owner(), node.tasks());
      return real.queue().claimDue(requestId, free, rooms, lease, horizon);
    }
  }
}
