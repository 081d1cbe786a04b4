package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.tck.StoreOver;
import java.time.Duration;
import java.util.List;

/** A store that does what another one does, but for the operations that a subclass breaks. */
abstract class StoreAdapter extends StoreOver {

  StoreAdapter(JobStore real) {
    super(real);
  }

  List<ExecutionRecord> live(String jobId) {
    return real.history().live(jobId, null, 1_000).items();
  }

  List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    return real.jobs().put(jobs, onConflict);
  }

  UpdateResult update(JobChange change) {
    return real.jobs().update(change);
  }

  FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    return real.queue().fire(node, lease, decisions);
  }

  JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    return real.queue().claimJobs(requestId, node, rooms, hold, horizon);
  }

  ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    return real.queue().claimDue(requestId, node, rooms, lease, horizon);
  }

  RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    return real.leases().renew(owner, lease, leases);
  }

  List<CompleteStatus> complete(String node, List<Completion> completions) {
    return real.leases().complete(node, completions);
  }

  int purge(Duration maxAge, long maxCount, int limit) {
    return real.history().purge(maxAge, maxCount, limit);
  }

  @Override
  public JobRegistry jobs() {
    return new Registry() {
      @Override
      public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
        return StoreAdapter.this.put(jobs, onConflict);
      }

      @Override
      public UpdateResult update(JobChange change) {
        return StoreAdapter.this.update(change);
      }
    };
  }

  @Override
  public FireQueue queue() {
    return new Queue() {
      @Override
      public JobClaims claimJobs(
          String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
        return StoreAdapter.this.claimJobs(requestId, node, rooms, hold, horizon);
      }

      @Override
      public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
        return StoreAdapter.this.fire(node, lease, decisions);
      }

      @Override
      public ExecutionClaims claimDue(
          String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
        return StoreAdapter.this.claimDue(requestId, node, rooms, lease, horizon);
      }
    };
  }

  @Override
  public LeaseBook leases() {
    return new Leases() {
      @Override
      public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
        return StoreAdapter.this.renew(owner, lease, leases);
      }

      @Override
      public List<CompleteStatus> complete(String node, List<Completion> completions) {
        return StoreAdapter.this.complete(node, completions);
      }
    };
  }

  @Override
  public History history() {
    return new Past() {
      @Override
      public int purge(Duration maxAge, long maxCount, int limit) {
        return StoreAdapter.this.purge(maxAge, maxCount, limit);
      }
    };
  }
}
