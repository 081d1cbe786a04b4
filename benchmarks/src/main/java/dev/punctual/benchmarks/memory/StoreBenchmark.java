package dev.punctual.benchmarks.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The memory store alone, on one thread: a job from its addition to its history. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StoreBenchmark {

  private static final int BATCH = 500;
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Instant DUE = Instant.ofEpochMilli(0);
  private static final Node NODE = new Node("node", Set.of("task"));
  private static final List<QueueRoom> ROOM = List.of(new QueueRoom("default", BATCH));

  private final MemoryJobStore store = MemoryJobStore.create();
  private final DateTrigger trigger = DateTrigger.at(DUE);
  private long count;

  /** Puts, claims, fires and completes jobs that fire once, in batches. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<CompleteStatus> putToComplete() {
    put();
    String request = Long.toString(count);
    JobClaims claims = store.queue().claimJobs(request, NODE, ROOM, LEASE, Duration.ZERO);
    List<FireDecision> decisions = new ArrayList<>(BATCH);
    claims.claims().forEach(claim -> decisions.add(once(claim)));
    FireReply reply = store.queue().fire(NODE, LEASE, decisions);
    List<Completion> completions = new ArrayList<>(BATCH);
    for (FireReply.FireResult result : reply.results()) {
      for (ExecutionRecord run : result.claimed()) {
        completions.add(new Completion(run.lease(), Outcome.SUCCEEDED, DUE, DUE));
      }
    }
    return store.leases().complete(NODE.owner(), completions);
  }

  /** Puts and removes jobs, in batches. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Boolean> putAndRemove() {
    return store.jobs().remove(put().stream().map(result -> result.stored().id()).toList());
  }

  private List<PutResult> put() {
    List<JobRecord> jobs = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      jobs.add(job(++count));
    }
    return store.jobs().put(jobs, ConflictPolicy.FAIL);
  }

  private JobRecord job(long number) {
    return new JobRecord(
        Long.toHexString(number),
        number,
        "job",
        "task",
        Payload.none(),
        trigger,
        JobPolicy.DEFAULT,
        Set.of(),
        JobState.ACTIVE,
        DUE,
        DUE,
        null,
        0,
        DUE,
        null);
  }

  private static FireDecision once(JobClaims.JobClaim claim) {
    FireDecision.PlannedFire fire = new FireDecision.PlannedFire(DUE, DUE, null, Adjustment.NONE);
    return new FireDecision(claim, List.of(fire), List.of(), DUE, null, null, 1, null);
  }
}
