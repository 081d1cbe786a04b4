package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.jdbc.internal.HistoryRows.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends a batch of leased executions: the plain ones, which ended well and let nothing go, in one
 * transaction of few statements, the others in another. For one thread.
 */
final class Completing {

  private final Database database;
  private final Steps steps;
  private final Wakeups wakeups;
  private final PlainEnds plain;
  private final String node;
  private final List<Completion> completions;

  Completing(
      Database database,
      Steps steps,
      Wakeups wakeups,
      PlainEnds plain,
      String node,
      List<Completion> completions) {
    this.database = database;
    this.steps = steps;
    this.wakeups = wakeups;
    this.plain = plain;
    this.node = node;
    this.completions = completions;
  }

  List<CompleteStatus> complete() {
    @Nullable CompleteStatus[] statuses = new CompleteStatus[completions.size()];
    completePlain(statuses);
    List<Integer> open = new ArrayList<>(0);
    for (int i = 0; i < statuses.length; i++) {
      if (statuses[i] == null) {
        open.add(i);
      }
    }
    if (!open.isEmpty()) {
      steps
          .take("complete", step -> completeOthers(step, open))
          .forEach((i, status) -> statuses[i] = status);
    }
    List<CompleteStatus> answers = new ArrayList<>(statuses.length);
    for (CompleteStatus status : statuses) {
      answers.add(Objects.requireNonNull(status, "status"));
    }
    return answers;
  }

  private void completePlain(@Nullable CompleteStatus[] statuses) {
    SortedMap<String, Completion> asked = new TreeMap<>(); // rows are locked in the order of ids
    @Nullable String[] ids = new String[completions.size()];
    for (int i = 0; i < ids.length; i++) {
      Completion each = completions.get(i);
      if (each.outcome() instanceof Outcome.Succeeded) {
        String id = each.lease().id().toString();
        ids[i] = asked.putIfAbsent(id, each) == null ? id : null;
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    Map<String, String> moved = plain.move(node, asked);
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != null && moved.containsKey(ids[i])) {
        statuses[i] = CompleteStatus.DONE;
      }
    }
    wakeups.freed(moved.values());
  }

  private Map<Integer, CompleteStatus> completeOthers(Step step, List<Integer> open) {
    Set<ExecutionId> ids = new LinkedHashSet<>();
    open.forEach(i -> ids.add(completions.get(i).lease().id()));
    Map<ExecutionId, ExecutionRow> rows = step.locks().executions(ids);
    Map<ExecutionId, Long> done = new HashMap<>();
    Map<Integer, CompleteStatus> statuses = new HashMap<>();
    for (int i : open) {
      statuses.put(i, complete(step, completions.get(i), rows, done));
    }
    return statuses;
  }

  private CompleteStatus complete(
      Step step,
      Completion completion,
      Map<ExecutionId, ExecutionRow> rows,
      Map<ExecutionId, Long> done) {
    ExecutionId id = completion.lease().id();
    long token = completion.lease().token();
    ExecutionRow row = rows.get(id);
    Long doneHere = done.get(id);
    if (doneHere == null && row != null && row.isLeased(token)) {
      done.put(id, token);
      end(step, row, completion);
      return CompleteStatus.DONE;
    }
    return isDone(step, token, row, doneHere, id)
        ? CompleteStatus.ALREADY_DONE
        : CompleteStatus.FENCED;
  }

  /** Whether a completion of that lease took effect before. */
  private boolean isDone(
      Step step, long token, @Nullable ExecutionRow row, @Nullable Long doneHere, ExecutionId id) {
    if (doneHere != null) {
      return doneHere == token;
    }
    if (row != null) {
      return token != 0 && row.doneToken() == token;
    }
    return token != 0 && Histories.wasEndedBy(database, step.handle(), id, token);
  }

  private void end(Step step, ExecutionRow row, Completion completion) {
    Outcome outcome = completion.outcome();
    if (outcome instanceof Outcome.Succeeded succeeded) {
      step.end(
          row, ExecutionState.SUCCEEDED, ending(completion, succeeded.note(), succeeded.result()));
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(step, row, completion, failed);
    } else if (outcome instanceof Outcome.Missed missed) {
      step.miss(row, missed.reason(), ending(completion, null, Payload.none()));
    } else if (outcome instanceof Outcome.Parked && !row.isUnwanted()) {
      step.park(row, node);
    } else {
      step.end(row, ExecutionState.CANCELLED, ending(completion, null, Payload.none()));
    }
  }

  private void fail(Step step, ExecutionRow row, Completion completion, Outcome.Failed failed) {
    Duration delay = failed.retryAfter();
    boolean cancelled = row.record().cancelRequested();
    if (delay == null || (row.removed() && !cancelled)) {
      step.end(row, ExecutionState.DEAD, ending(completion, failed.error(), Payload.none()));
    } else if (cancelled) {
      step.end(row, ExecutionState.CANCELLED, ending(completion, null, Payload.none()));
    } else {
      step.retry(row, delay);
    }
  }

  private End ending(Completion completion, @Nullable String error, Payload result) {
    boolean ran = completion.started() != null;
    return new End(
        ran ? node : null,
        completion.started(),
        completion.finished(),
        error,
        result,
        completion.lease().token());
  }
}
