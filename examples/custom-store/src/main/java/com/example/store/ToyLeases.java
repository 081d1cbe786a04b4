package com.example.store;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps, ends and takes away leases. The token decides; the clock only says when one is over. */
final class ToyLeases implements LeaseBook {

  private final Content content;
  private final Runs runs;

  ToyLeases(Content content) {
    this.content = content;
    this.runs = content.runs;
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    return content.step(
        () -> {
          List<LeaseRef> lost = new ArrayList<>();
          List<ExecutionId> cancelled = new ArrayList<>();
          for (LeaseRef each : leases) {
            @Nullable KeptRun run = held(owner, each);
            if (run == null) {
              lost.add(each);
              continue;
            }
            run.leaseUntil = Content.after(content.now(), lease);
            if (run.cancelRequested) {
              cancelled.add(run.id);
            }
          }
          return new RenewReply(content.now(), lost, cancelled);
        });
  }

  /** The execution that {@code owner} holds under that token; null when it is no longer so. */
  private @Nullable KeptRun held(String owner, LeaseRef lease) {
    @Nullable KeptRun run = runs.live.get(lease.id());
    return run != null && run.isLeasedWith(lease.token()) && owner.equals(run.owner) ? run : null;
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    return content.step(() -> leases.stream().map(lease -> confirm(held(owner, lease))).toList());
  }

  private boolean confirm(@Nullable KeptRun run) {
    if (run == null || run.isUnwanted() || run.job.holds() || run.isExpired(content.now())) {
      return false;
    }
    if (run.confirmed == null) {
      run.confirmed = content.now();
    }
    return true;
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    return content.step(
        () -> completions.stream().map(completion -> complete(node, completion)).toList());
  }

  private CompleteStatus complete(String node, Completion completion) {
    LeaseRef lease = completion.lease();
    if (runs.completed.get(lease) != null) {
      return CompleteStatus.ALREADY_DONE;
    }
    @Nullable KeptRun run = runs.live.get(lease.id());
    if (run == null || !run.isLeasedWith(lease.token())) {
      return CompleteStatus.FENCED;
    }
    runs.completed.put(lease, true);
    settle(run, node, completion);
    return CompleteStatus.DONE;
  }

  private void settle(KeptRun run, String node, Completion completion) {
    Outcome outcome = completion.outcome();
    if (outcome instanceof Outcome.Succeeded succeeded) {
      runs.end(
          run,
          row(
              run,
              ExecutionState.SUCCEEDED,
              node,
              completion,
              succeeded.note(),
              succeeded.result()));
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(run, node, completion, failed);
    } else if (outcome instanceof Outcome.Missed missed) {
      runs.miss(run, missed.reason(), row(run, ExecutionState.MISSED, node, completion));
    } else if (outcome instanceof Outcome.Parked && !run.isUnwanted()) {
      runs.park(run, node);
    } else {
      runs.end(run, row(run, ExecutionState.CANCELLED, node, completion));
    }
  }

  /** A retry waits like the first try, without a deadline: that was met. */
  private void fail(KeptRun run, String node, Completion completion, Outcome.Failed failed) {
    @Nullable Duration retryAfter = failed.retryAfter();
    if (retryAfter != null && run.cancelRequested) {
      runs.end(run, row(run, ExecutionState.CANCELLED, node, completion));
    } else if (retryAfter == null || run.job.isRemoved()) {
      runs.end(
          run, row(run, ExecutionState.DEAD, node, completion, failed.error(), Payload.none()));
    } else {
      run.attempt++;
      run.dueTime = Content.after(content.now(), retryAfter);
      run.deadline = null;
      runs.ready(run);
    }
  }

  private static EndedExecution row(
      KeptRun run, ExecutionState how, String node, Completion completion) {
    return row(run, how, node, completion, null, Payload.none());
  }

  /** What was not started ran nowhere. */
  private static EndedExecution row(
      KeptRun run,
      ExecutionState how,
      String node,
      Completion completion,
      @Nullable String error,
      Payload result) {
    @Nullable String place = completion.started() == null ? null : node;
    return Runs.row(run, how, place, completion.started(), completion.finished(), error, result);
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    return content.step(() -> leases.stream().map(lease -> release(held(owner, lease))).toList());
  }

  private boolean release(@Nullable KeptRun run) {
    if (run == null) {
      return false;
    }
    runs.giveBack(run);
    return true;
  }

  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    Content.requireLimit(limit);
    return content.step(
        () -> {
          List<KeptRun> expired =
              runs.live.values().stream()
                  .filter(run -> run.isExpired(content.now()))
                  .sorted(Comparator.comparing(run -> Objects.requireNonNull(run.leaseUntil)))
                  .limit(limit)
                  .toList();
          expired.forEach(run -> takeAway(run, maxLost));
          return expired.stream().map(KeptRun::record).toList();
        });
  }

  /** The new token fences the one who lost the lease and may still be running. */
  private void takeAway(KeptRun run, int maxLost) {
    run.token = content.nextToken();
    run.lost++;
    boolean once = run.source.policy().run().guarantee() == Guarantee.AT_MOST_ONCE;
    if (once && run.confirmed != null) {
      runs.end(run, lostRow(run, ExecutionState.LOST));
    } else if (run.isUnwanted() || run.lost <= maxLost) {
      runs.giveBack(run);
    } else {
      runs.end(run, lostRow(run, ExecutionState.DEAD));
    }
  }

  /** It ran where it was leased, if its start was confirmed. */
  private EndedExecution lostRow(KeptRun run, ExecutionState how) {
    @Nullable String place = run.confirmed == null ? null : run.owner;
    String error = "its node fell silent; leases lost: " + run.lost;
    return Runs.row(run, how, place, run.confirmed, content.now(), error, Payload.none());
  }

  @Override
  public List<LeaseRef> claimsOf(String owner) {
    return content.step(
        () ->
            runs.live.values().stream()
                .filter(run -> owner.equals(run.owner))
                .map(run -> new LeaseRef(run.id, run.token))
                .toList());
  }

  @Override
  public CancelStatus cancel(ExecutionId id) {
    return content.step(
        () -> {
          @Nullable KeptRun run = runs.live.get(id);
          if (run == null) {
            return CancelStatus.NOT_FOUND;
          }
          if (run.state == ExecutionState.CLAIMED) {
            runs.requestStop(run);
            return CancelStatus.REQUESTED;
          }
          runs.cancel(run);
          return CancelStatus.CANCELLED;
        });
  }
}
