package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends leased executions. What an execution is followed by has a name that is made here, but only
 * for those of which the server says that something follows.
 */
final class Completing {

  private static final List<CompleteStatus> STATUSES =
      List.of(CompleteStatus.DONE, CompleteStatus.ALREADY_DONE, CompleteStatus.FENCED);

  /** The answer about an execution that something follows whose name was not told. */
  private static final int UNNAMED = 3;

  private static final byte[] USUAL = Script.text("usual");
  private static final byte[] OTHER = {};

  private final Link link;

  Completing(Link link) {
    this.link = link;
  }

  List<CompleteStatus> complete(String node, List<Completion> completions) {
    List<CompleteStatus> results = new ArrayList<>(completions.size());
    for (int from = 0; from < completions.size(); from += Limits.CALL) {
      int to = Math.min(from + Limits.CALL, completions.size());
      completePart(node, completions.subList(from, to), results);
    }
    return results;
  }

  private void completePart(String node, List<Completion> part, List<CompleteStatus> results) {
    List<Integer> unnamed = new ArrayList<>(0);
    Reply reply = call(node, part, false);
    for (int i = 0; i < part.size(); i++) {
      int answer = (int) reply.number(i);
      if (answer == UNNAMED) {
        unnamed.add(results.size());
      }
      results.add(answer == UNNAMED ? CompleteStatus.FENCED : STATUSES.get(answer));
    }
    if (!unnamed.isEmpty()) {
      int first = results.size() - part.size();
      Reply named = call(node, unnamed.stream().map(at -> part.get(at - first)).toList(), true);
      for (int i = 0; i < unnamed.size(); i++) {
        results.set(unnamed.get(i), STATUSES.get((int) named.number(i)));
      }
    }
  }

  private Reply call(String node, List<Completion> completions, boolean named) {
    List<byte[]> arguments = new ArrayList<>(3 * completions.size() + 2);
    arguments.add(Script.text(node));
    arguments.add(isUsual(completions) ? USUAL : OTHER);
    for (Completion completion : completions) {
      ExecutionId id = completion.lease().id();
      byte[] key = Script.text(RunKey.of(id));
      arguments.add(key);
      arguments.add(pack(node, key, completion));
      Pack token = Pack.row().nine(completion.lease().token());
      arguments.add(named ? token.text(id.followUpRequest()).bytes() : token.bytes());
    }
    return link.call(Script.COMPLETE, arguments);
  }

  /** Whether all have succeeded, and none comes twice. */
  private static boolean isUsual(List<Completion> completions) {
    Set<ExecutionId> ids = new HashSet<>(2 * completions.size());
    for (Completion each : completions) {
      if (!(each.outcome() instanceof Outcome.Succeeded) || !ids.add(each.lease().id())) {
        return false;
      }
    }
    return true;
  }

  private static byte[] pack(String node, byte[] key, Completion completion) {
    Outcome outcome = completion.outcome();
    @Nullable Instant started = completion.started();
    Pack pack =
        Pack.row()
            .text(key)
            .number(RunRow.number(end(outcome)))
            .number(1)
            .orFalse(started == null ? null : node)
            .number(completion.lease().id().fireAtMillis())
            .orFalse(Fields.orNull(started))
            .number(Fields.millis(completion.finished()));
    if (outcome instanceof Outcome.Succeeded succeeded) {
      pack.orFalse(succeeded.note())
          .flag(false)
          .flag(false)
          .orFalse(Fields.packed(succeeded.result()));
    } else if (outcome instanceof Outcome.Failed failed) {
      Duration retry = failed.retryAfter();
      pack.text(failed.error())
          .orFalse(retry == null ? null : Long.valueOf(Fields.millis(retry)))
          .flag(false)
          .flag(false);
    } else {
      pack.flag(false)
          .flag(false)
          .number(outcome instanceof Outcome.Missed missed ? RunRow.number(missed.reason()) : 0)
          .flag(false);
    }
    return pack.text("").bytes();
  }

  private static ExecutionState end(Outcome outcome) {
    if (outcome instanceof Outcome.Succeeded) {
      return ExecutionState.SUCCEEDED;
    } else if (outcome instanceof Outcome.Failed) {
      return ExecutionState.DEAD;
    } else if (outcome instanceof Outcome.Missed) {
      return ExecutionState.MISSED;
    }
    return outcome instanceof Outcome.Parked ? ExecutionState.PARKED : ExecutionState.CANCELLED;
  }
}
