package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns due jobs into executions in memory. */
final class MemoryFireQueue implements FireQueue {

  private final State state;
  private final JobClaiming jobClaiming;
  private final ExecutionClaiming executionClaiming;
  private final Firing firing;
  private final Submitting submitting;

  MemoryFireQueue(State state) {
    this.state = state;
    jobClaiming = new JobClaiming(state);
    executionClaiming = new ExecutionClaiming(state);
    firing = new Firing(state, executionClaiming);
    submitting = new Submitting(state);
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    state.lock();
    try {
      @Nullable JobClaims before = state.jobReplies.find(node.owner(), requestId);
      return before != null
          ? before
          : state.jobReplies.keep(
              node.owner(), requestId, jobClaiming.claim(node, rooms, hold, horizon));
    } finally {
      state.unlock();
    }
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    List<FireResult> results = new ArrayList<>(decisions.size());
    state.lock();
    try {
      Instant until = Instant.ofEpochMilli(Millis.plus(state.millis(), lease));
      for (FireDecision decision : decisions) {
        results.add(firing.fire(node.owner(), lease, until, decision));
      }
      return new FireReply(state.now(), results);
    } finally {
      state.unlock();
    }
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    state.lock();
    try {
      return submitting.submit(jobId, requestId);
    } finally {
      state.unlock();
    }
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    state.lock();
    try {
      @Nullable ExecutionClaims before = state.executionReplies.find(node.owner(), requestId);
      return before != null
          ? before
          : state.executionReplies.keep(
              node.owner(), requestId, executionClaiming.claim(node, rooms, lease, horizon));
    } finally {
      state.unlock();
    }
  }

  @Override
  public NextDue nextDue(Node node) {
    state.lock();
    try {
      return new NextDue(state.now(), state.nextDue(new View(node.tasks())));
    } finally {
      state.unlock();
    }
  }
}
