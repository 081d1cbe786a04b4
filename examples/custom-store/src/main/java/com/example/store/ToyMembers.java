package com.example.store;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who shares the store, and what an idle node has to know. */
final class ToyMembers implements Membership {

  private final Content content;

  ToyMembers(Content content) {
    this.content = content;
  }

  @Override
  public Tick tick(Node node, Duration ttl) {
    return content.step(
        () -> {
          Instant now = content.now();
          content.members.announce(node, Content.after(now, ttl));
          content.members.forgetSilent(now);
          releaseParked(node);
          return new Tick(
              now,
              content.members.count(now),
              Due.next(content, node),
              content.runs.live.values().stream().anyMatch(run -> run.isExpired(now)),
              cancelled(node.owner()),
              unknownTasks());
        });
  }

  @Override
  public void leave(String owner) {
    content.step(
        () -> {
          content.members.forget(owner);
          return true;
        });
  }

  /** A node that parked an execution itself is not the one to try it again. */
  private void releaseParked(Node node) {
    for (KeptRun run : content.runs.live.values()) {
      if (run.state == ExecutionState.PARKED
          && node.tasks().contains(run.source.task())
          && !run.parkedBy.contains(node.owner())) {
        content.runs.ready(run);
      }
    }
  }

  private List<ExecutionId> cancelled(String owner) {
    return content.runs.live.values().stream()
        .filter(run -> run.cancelRequested && owner.equals(run.owner))
        .map(run -> run.id)
        .toList();
  }

  private Set<String> unknownTasks() {
    Set<String> due = new TreeSet<>();
    for (KeptJob job : content.jobs.values()) {
      if (job.record.state() == JobState.ACTIVE && isDue(job.record.dueTime())) {
        due.add(job.record.task());
      }
    }
    for (KeptRun run : content.runs.live.values()) {
      if (run.state == ExecutionState.SCHEDULED && isDue(run.dueTime)) {
        due.add(run.source.task());
      }
    }
    due.removeIf(task -> content.members.know(task, content.now()));
    return due;
  }

  private boolean isDue(@Nullable Instant time) {
    return time != null && !time.isAfter(content.now());
  }
}
