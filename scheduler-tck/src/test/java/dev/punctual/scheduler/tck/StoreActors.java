package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * What threads may do with a store at the same time. There is one job, its generations are small
 * numbers, and tokens are guessed, so that wrong ones are tried as well as right ones.
 */
@Param(name = "generation", gen = IntGen.class, conf = "1:2")
@Param(name = "request", gen = IntGen.class, conf = "1:2")
@Param(name = "token", gen = IntGen.class, conf = "1:3")
@Param(name = "node", gen = IntGen.class, conf = "1:2")
public abstract class StoreActors {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final List<QueueRoom> ROOM = List.of(new QueueRoom("default", 1));

  private final JobStore store;

  /** Begins with a job that has room for one execution and lets one wait. */
  StoreActors(JobStore store) {
    this.store = store;
    store.jobs().put(List.of(job(1)), ConflictPolicy.FAIL);
  }

  /** Adds the job or replaces it. */
  @Operation
  public String put(@Param(name = "generation") int generation) {
    return store.jobs().put(List.of(job(generation)), ConflictPolicy.REPLACE).get(0).toString();
  }

  /** Removes the job. */
  @Operation
  public String remove() {
    return store.jobs().remove(List.of("j")).toString();
  }

  /** Pauses the job as it was first put. */
  @Operation
  public String pause() {
    JobRecord paused = job(1).withVersion(1).withState(JobState.PAUSED, null);
    return store.jobs().update(new JobChange(paused, List.of())).status().toString();
  }

  /** Asks for a run. */
  @Operation
  public String submit(@Param(name = "request") int request) {
    return store.queue().submit("j", "r" + request).toString();
  }

  /** Leases a run. */
  @Operation
  public String claimDue(@Param(name = "node") int node, @Param(name = "request") int request) {
    return store
        .queue()
        .claimDue("c" + request, node(node), ROOM, LEASE, Duration.ZERO)
        .claimed()
        .toString();
  }

  /** Claims the job. */
  @Operation
  public String claimJobs(@Param(name = "node") int node, @Param(name = "request") int request) {
    return store
        .queue()
        .claimJobs("c" + request, node(node), ROOM, LEASE, Duration.ZERO)
        .claims()
        .toString();
  }

  /** Fires the job by a claim with a guessed token. */
  @Operation
  public String fire(@Param(name = "node") int node, @Param(name = "token") int token) {
    JobClaim claim = new JobClaim(job(1).withVersion(1), token);
    return store
        .queue()
        .fire(node(node), LEASE, List.of(Jobs.decide(claim, 1, NOW)))
        .results()
        .toString();
  }

  /** Ends a run by a lease with a guessed token. */
  @Operation
  public String complete(@Param(name = "request") int request, @Param(name = "token") int token) {
    LeaseRef lease = new LeaseRef(ExecutionId.ofRequest("j", 1, "r" + request), token);
    return store
        .leases()
        .complete("n", List.of(new Completion(lease, Outcome.SUCCEEDED, NOW, NOW)))
        .toString();
  }

  /** Gives a lease back. */
  @Operation
  public String release(@Param(name = "node") int node, @Param(name = "token") int token) {
    LeaseRef lease = new LeaseRef(ExecutionId.ofRequest("j", 1, "r1"), token);
    return store.leases().release(node(node).owner(), List.of(lease)).toString();
  }

  /** Cancels a run. */
  @Operation
  public String cancel(@Param(name = "request") int request) {
    return store.leases().cancel(ExecutionId.ofRequest("j", 1, "r" + request)).toString();
  }

  private static Node node(int number) {
    return new Node("n" + number, Set.of(Bench.TASK));
  }

  private static JobRecord job(int generation) {
    return Jobs.of("j", generation, Bench.TASK, Jobs.overlap(1, Overflow.QUEUE_ONE), NOW);
  }

  /** The memory store. */
  public static final class OnMemory extends StoreActors {
    /** With a clock that stands. */
    public OnMemory() {
      super(MemoryJobStore.create(() -> NOW));
    }
  }

  /** The model, which says what answers are right when calls take turns. */
  public static final class OnModel extends StoreActors {
    /** With a clock that stands. */
    public OnModel() {
      super(new StoreModel(() -> NOW));
    }
  }
}
