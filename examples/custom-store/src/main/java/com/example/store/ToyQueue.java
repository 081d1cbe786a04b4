package com.example.store;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hands out due jobs and due executions. A request that comes again gets its first answer. */
final class ToyQueue implements FireQueue {

  private static final int REMEMBERED = 1_000;

  private final Content content;
  private final Firing firing;
  private final Recent<List<String>, JobClaims> jobClaims = new Recent<>(REMEMBERED);
  private final Recent<List<String>, ExecutionClaims> runClaims = new Recent<>(REMEMBERED);

  ToyQueue(Content content) {
    this.content = content;
    this.firing = new Firing(content);
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    return once(jobClaims, node, requestId, () -> claimJobs(node, rooms, hold, horizon));
  }

  private JobClaims claimJobs(Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    Instant now = content.now();
    Instant ahead = Content.after(now, horizon);
    List<JobClaim> claims = new ArrayList<>();
    for (QueueRoom room : rooms) {
      for (int slot = 0; slot < room.room(); slot++) {
        Optional<KeptJob> first =
            jobs(node, room)
                .filter(job -> !job.isClaimed(now) && isDue(job, now, ahead))
                .min(isByPriority(slot, room) ? Due.JOBS : Due.OLDEST_JOBS);
        if (first.isEmpty()) {
          break;
        }
        claims.add(claim(first.get(), node.owner(), Content.after(now, hold)));
      }
    }
    return new JobClaims(now, claims, nextJob(node, rooms));
  }

  private JobClaim claim(KeptJob job, String owner, Instant until) {
    long token = content.nextToken();
    job.claim(owner, token, until);
    return new JobClaim(job.record, token);
  }

  /** The last slots of a room go to the oldest of what the others left. */
  private static boolean isByPriority(int slot, QueueRoom room) {
    return slot < room.room() - room.oldest();
  }

  /** A job may be claimed ahead of time only while nothing of it lives. */
  private static boolean isDue(KeptJob job, Instant now, Instant ahead) {
    Instant due = Objects.requireNonNull(job.record.dueTime());
    return !due.isAfter(job.runs.isEmpty() ? ahead : now);
  }

  /** What the node has claimed itself is nothing to come back for. */
  private @Nullable Instant nextJob(Node node, List<QueueRoom> rooms) {
    Instant now = content.now();
    return Due.earliest(
        rooms.stream()
            .flatMap(room -> jobs(node, room))
            .filter(job -> !job.isClaimed(now) || !node.owner().equals(job.claimOwner))
            .flatMap(job -> Stream.ofNullable(job.claimableAt(now))));
  }

  private Stream<KeptJob> jobs(Node node, QueueRoom room) {
    return Due.jobs(content, node).filter(job -> job.record.policy().queue().equals(room.queue()));
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    return content.step(
        () -> {
          Quota quota = new Quota(node, content.runs);
          return new FireReply(
              content.now(),
              decisions.stream()
                  .map(decision -> firing.fire(node, quota, lease, decision))
                  .toList());
        });
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    return content.step(() -> content.runs.asked.submit(jobId, requestId, Payload.none()));
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    return content.step(() -> content.runs.asked.rerun(ended, requestId));
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    return once(runClaims, node, requestId, () -> claimDue(node, rooms, lease, horizon));
  }

  private ExecutionClaims claimDue(
      Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    Instant now = content.now();
    Instant ahead = Content.after(now, horizon);
    Quota quota = new Quota(node, content.runs);
    List<ExecutionRecord> claimed = new ArrayList<>();
    List<ExecutionRecord> missed = new ArrayList<>();
    for (QueueRoom room : rooms) {
      int slot = 0;
      while (slot < room.room()) {
        Optional<KeptRun> first =
            runs(node, room, quota)
                .filter(run -> !run.dueTime.isAfter(ahead))
                .min(isByPriority(slot, room) ? Due.RUNS : Due.OLDEST_RUNS);
        if (first.isEmpty()) {
          break;
        }
        KeptRun run = first.get(); // asked anew each time: a missed one may let another go
        if (run.isLate(now)) {
          content.runs.miss(
              run, MissedRange.Reason.GRACE, content.runs.row(run, ExecutionState.MISSED));
          missed.add(run.record());
        } else {
          content.runs.lease(run, node.owner(), lease);
          quota.take(run.source.task());
          claimed.add(run.record());
          slot++;
        }
      }
    }
    Quota nextCall = new Quota(node, content.runs);
    Stream<KeptRun> left = rooms.stream().flatMap(room -> runs(node, room, nextCall));
    return new ExecutionClaims(now, claimed, missed, Due.earliest(left.map(run -> run.dueTime)));
  }

  private Stream<KeptRun> runs(Node node, QueueRoom room, Quota quota) {
    return Due.runs(content, node, quota)
        .filter(run -> run.source.policy().queue().equals(room.queue()));
  }

  @Override
  public NextDue nextDue(Node node) {
    return content.step(() -> new NextDue(content.now(), Due.next(content, node)));
  }

  /** Request ids are fresh for each request of a node, so two nodes may use the same. */
  private <R> R once(
      Recent<List<String>, R> replies, Node node, String requestId, Supplier<R> operation) {
    return content.step(
        () -> {
          List<String> request = List.of(node.owner(), requestId);
          @Nullable R before = replies.get(request);
          if (before != null) {
            return before;
          }
          R reply = operation.get();
          replies.put(request, reply);
          return reply;
        });
  }
}
