package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.LeaseRef;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the tasks of a host do: they begin, take a while, and end in one way or another. */
final class Work {

  private static final long SLICE = 5_000_000_000L;

  private final Cluster cluster;
  private final Host host;
  private final Chance chance;
  private @Nullable Begun latest; // handed from a task to the executor that called it

  Work(Cluster cluster, Host host) {
    this.cluster = cluster;
    this.host = host;
    this.chance = cluster.world().chance.split();
  }

  /** How user code leaves. */
  enum End {
    RETURNED,
    FAILED,
    /** It fails in a way that some jobs are not to be tried again after. */
    FAILED_FATALLY,
    /** It says that it has stopped because it was asked to. */
    STOPPED;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** What code does that is asked to stop. */
  enum Manners {
    STOPS,
    FAILS,
    IGNORES
  }

  /**
   * What one call of user code is to do.
   *
   * @param nanos how long it takes; 0 when it ends at once
   * @param kills whether it takes its host with it
   */
  record Plan(long nanos, End end, Manners manners, boolean kills) {}

  /** Decides what each call of user code does. */
  @FunctionalInterface
  interface Style {
    Plan plan(String task, Chance chance, Weather weather);
  }

  /** A task of this host. */
  Task<Void> task(String name) {
    Task<Void> task = Task.async(name, Void.class, (nothing, context) -> begin(context));
    RateLimit rate = Cluster.RATES.get(name);
    if (rate != null) {
      task = task.withRateLimit(rate);
    }
    Integer limit = Cluster.LIMITS.get(name);
    return limit == null ? task : task.withClusterLimit(limit);
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
    Plan plan = cluster.style().plan(context.taskName(), chance, cluster.weather());
    if (plan.kills()) {
      cluster.kill(host);
      throw new HostDeath(host.name);
    }
    if (plan.nanos() == 0) {
      cluster.note(host.name, new Event.Ended(lease, plan.end(), context.holdsLease()));
      JobFailure failure = failure(plan.end());
      if (failure != null) {
        throw failure;
      }
      return null;
    }
    Begun begun = new Begun(cluster, host, context, lease, plan);
    latest = begun;
    return begun;
  }

  private static @Nullable JobFailure failure(End end) {
    return switch (end) {
      case RETURNED, STOPPED -> null;
      case FAILED -> new JobFailure();
      case FAILED_FATALLY -> new FatalFailure();
    };
  }

  /** Work that goes on. Its future is what the scheduler may cancel. */
  static final class Begun extends CompletableFuture<Void> {

    private final Cluster cluster;
    private final Host host;
    private final ExecutionContext context;
    private final LeaseRef lease;
    private final Plan plan;
    private @Nullable Runnable onEnd;
    private long left;
    private boolean ended;

    Begun(Cluster cluster, Host host, ExecutionContext context, LeaseRef lease, Plan plan) {
      this.cluster = cluster;
      this.host = host;
      this.context = context;
      this.lease = lease;
      this.plan = plan;
      this.left = plan.nanos();
    }

    /** Goes on to its end, looking up now and then whether it is to stop. */
    void goOn(Runnable whenEnded) {
      onEnd = whenEnded;
      if (ended) {
        whenEnded.run();
      } else {
        slice();
      }
    }

    private void slice() {
      long nanos = Math.min(left, SLICE);
      left -= nanos;
      cluster.world().schedule(host, nanos, this::lookUp);
    }

    private void lookUp() {
      if (ended) {
        return;
      }
      if (context.isCancelled() && plan.manners() != Manners.IGNORES) {
        stop();
      } else if (left > 0) {
        slice();
      } else {
        end(plan.end());
      }
    }

    /** The scheduler cancels it; code with other manners does not care. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
      if (ended || plan.manners() == Manners.IGNORES) {
        return false;
      }
      stop();
      return true;
    }

    private void stop() {
      end(plan.manners() == Manners.STOPS ? End.STOPPED : End.FAILED);
    }

    private void end(End how) {
      ended = true;
      cluster.note(host.name, new Event.Ended(lease, how, context.holdsLease()));
      JobFailure failure = failure(how);
      if (failure != null) {
        completeExceptionally(failure);
      } else if (how == End.STOPPED) {
        completeExceptionally(new CancellationException());
      } else {
        complete(null);
      }
      Runnable freed = onEnd;
      if (freed != null) {
        freed.run();
      }
    }
  }

  /** What a job throws that fails; without a stack trace, for there are many. */
  static class JobFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JobFailure() {
      super("failed", null, false, false);
    }
  }

  /** What a job throws that is not worth another attempt. */
  static final class FatalFailure extends JobFailure {

    private static final long serialVersionUID = 1L;
  }
}
