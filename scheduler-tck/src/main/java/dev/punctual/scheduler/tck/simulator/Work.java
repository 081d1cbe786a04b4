package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.LeaseRef;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the tasks of a host do: they begin, take a while drawn from the seed, and end or fail. */
final class Work {

  private static final long MILLI = 1_000_000;

  private final Cluster cluster;
  private final Host host;
  private final Chance chance;
  private @Nullable Begun latest; // handed from a task to the executor that called it

  Work(Cluster cluster, Host host) {
    this.cluster = cluster;
    this.host = host;
    this.chance = cluster.world().chance.split();
  }

  /** A task of this host. */
  Task<Void> task(String name) {
    return Task.async(name, Void.class, (nothing, context) -> begin(context));
  }

  /** Calls a run and answers the work that it has begun; null if it has ended or never began. */
  @Nullable Begun during(Runnable run) {
    latest = null;
    run.run();
    Begun begun = latest;
    latest = null;
    return begun;
  }

  private @Nullable CompletionStage<?> begin(ExecutionContext context) {
    LeaseRef lease = new LeaseRef(context.executionId(), context.fencingToken().token());
    cluster.note(host.name, new Event.Began(lease));
    boolean fails = cluster.weather().has(Fault.FAILING_JOB) && chance.hits(100);
    if (chance.hits(200)) {
      cluster.note(host.name, new Event.Ended(lease, fails, context.holdsLease()));
      if (fails) {
        throw new JobFailure("at once");
      }
      return null;
    }
    Begun begun = new Begun(cluster, host, context, lease, duration(), fails);
    latest = begun;
    return begun.done;
  }

  private long duration() {
    return switch (chance.weighted(700, 200, 80, 20)) {
      case 0 -> chance.between(0, 2_000 * MILLI);
      case 1 -> chance.between(2_000 * MILLI, 30_000 * MILLI);
      case 2 -> chance.between(30_000 * MILLI, 120_000 * MILLI);
      default -> chance.between(120_000 * MILLI, 600_000 * MILLI);
    };
  }

  /** Work that goes on. */
  static final class Begun {

    private final Cluster cluster;
    private final Host host;
    private final ExecutionContext context;
    private final LeaseRef lease;
    private final long nanos;
    private final boolean fails;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Begun(
        Cluster cluster,
        Host host,
        ExecutionContext context,
        LeaseRef lease,
        long nanos,
        boolean fails) {
      this.cluster = cluster;
      this.host = host;
      this.context = context;
      this.lease = lease;
      this.nanos = nanos;
      this.fails = fails;
    }

    /** How long it takes. */
    long nanos() {
      return nanos;
    }

    void end() {
      cluster.note(host.name, new Event.Ended(lease, fails, context.holdsLease()));
      if (fails) {
        done.completeExceptionally(new JobFailure("in the end"));
      } else if (context.isCancelled()) {
        done.completeExceptionally(new CancellationException());
      } else {
        done.complete(null);
      }
    }
  }

  /** What a job throws that fails; without a stack trace, for there are many. */
  private static final class JobFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JobFailure(String when) {
      super("failed " + when, null, false, false);
    }
  }
}
