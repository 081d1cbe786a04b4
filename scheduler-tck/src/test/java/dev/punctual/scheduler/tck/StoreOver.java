package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store that does what another does; what extends a role of it does one thing wrong. */
public class StoreOver implements JobStore {

  protected final JobStore real;
  JobRegistry jobs;
  FireQueue queue;
  LeaseBook leases;
  History history;
  Membership members;

  protected StoreOver(JobStore real) {
    this.real = real;
    this.jobs = real.jobs();
    this.queue = real.queue();
    this.leases = real.leases();
    this.history = real.history();
    this.members = real.members();
  }

  @Override
  public JobRegistry jobs() {
    return jobs;
  }

  @Override
  public FireQueue queue() {
    return queue;
  }

  @Override
  public LeaseBook leases() {
    return leases;
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Membership members() {
    return members;
  }

  @Override
  public Hints hints() {
    return real.hints();
  }

  @Override
  public StoreTraits traits() {
    return real.traits();
  }

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public void close() {
    real.close();
  }

  /** All live executions, as the real store has them. */
  protected List<ExecutionRecord> live() {
    return Pages.readAll(1_000, cursor -> real.history().live(null, cursor, 1_000));
  }

  /** The lease that an execution has now in place of the one given. */
  protected LeaseRef current(LeaseRef lease) {
    return live().stream()
        .filter(run -> run.id().equals(lease.id()))
        .map(ExecutionRecord::lease)
        .findFirst()
        .orElse(lease);
  }

  /** The job registry of the real store. */
  public class Registry implements JobRegistry {
    @Override
    public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
      return real.jobs().put(jobs, onConflict);
    }

    @Override
    public Optional<JobRecord> get(String id) {
      return real.jobs().get(id);
    }

    @Override
    public UpdateResult update(JobChange change) {
      return real.jobs().update(change);
    }

    @Override
    public List<Boolean> remove(List<String> ids) {
      return real.jobs().remove(ids);
    }

    @Override
    public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
      return real.jobs().page(filter, cursor, limit);
    }
  }

  /** The fire queue of the real store. */
  public class Queue implements FireQueue {
    @Override
    public JobClaims claimJobs(
        String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
      return real.queue().claimJobs(requestId, node, rooms, hold, horizon);
    }

    @Override
    public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
      return real.queue().fire(node, lease, decisions);
    }

    @Override
    public SubmitResult submit(String jobId, String requestId) {
      return real.queue().submit(jobId, requestId);
    }

    @Override
    public SubmitResult rerun(ExecutionId ended, String requestId) {
      return real.queue().rerun(ended, requestId);
    }

    @Override
    public ExecutionClaims claimDue(
        String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
      return real.queue().claimDue(requestId, node, rooms, lease, horizon);
    }

    @Override
    public NextDue nextDue(Node node) {
      return real.queue().nextDue(node);
    }
  }

  /** The lease book of the real store. */
  public class Leases implements LeaseBook {
    @Override
    public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
      return real.leases().renew(owner, lease, leases);
    }

    @Override
    public List<Boolean> start(String owner, List<LeaseRef> leases) {
      return real.leases().start(owner, leases);
    }

    @Override
    public List<CompleteStatus> complete(String node, List<Completion> completions) {
      return real.leases().complete(node, completions);
    }

    @Override
    public List<Boolean> release(String owner, List<LeaseRef> leases) {
      return real.leases().release(owner, leases);
    }

    @Override
    public List<ExecutionRecord> reap(int limit, int maxLost) {
      return real.leases().reap(limit, maxLost);
    }

    @Override
    public List<LeaseRef> claimsOf(String owner) {
      return real.leases().claimsOf(owner);
    }

    @Override
    public CancelStatus cancel(ExecutionId id) {
      return real.leases().cancel(id);
    }
  }

  /** The history of the real store. */
  public class Past implements History {
    @Override
    public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
      return real.history().live(jobId, cursor, limit);
    }

    @Override
    public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
      return real.history().ended(filter, cursor, limit);
    }

    @Override
    public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
      return real.history().missed(filter, cursor, limit);
    }

    @Override
    public List<Standing> look(List<ExecutionId> ids) {
      return real.history().look(ids);
    }

    @Override
    public int purge(Duration maxAge, long maxCount, int limit) {
      return real.history().purge(maxAge, maxCount, limit);
    }
  }

  /** The membership of the real store. */
  public class Members implements Membership {
    @Override
    public Tick tick(Node node, Duration ttl) {
      return real.members().tick(node, ttl);
    }

    @Override
    public void leave(String owner) {
      real.members().leave(owner);
    }
  }
}
