package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
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

  MemoryFireQueue(State state) {
    this.state = state;
    jobClaiming = new JobClaiming(state);
    executionClaiming = new ExecutionClaiming(state);
    firing = new Firing(state, executionClaiming);
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
      Quota quota = new Quota(node, state.executions);
      for (FireDecision decision : decisions) {
        results.add(firing.fire(node.owner(), quota, lease, until, decision));
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
      return state.submitting.submit(jobId, requestId, Payload.none());
    } finally {
      state.unlock();
    }
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    state.lock();
    try {
      return state.submitting.rerun(ended, requestId);
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
      return new NextDue(state.now(), state.nextDue(node));
    } finally {
      state.unlock();
    }
  }
}
