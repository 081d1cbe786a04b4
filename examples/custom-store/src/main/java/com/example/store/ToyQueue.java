package com.example.store;

import dev.punctual.scheduler.store.ExecutionClaims;
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
      List<KeptJob> first =
          jobs(node, room)
              .filter(job -> !job.isClaimed(now) && isDue(job, now, ahead))
              .sorted(Due.JOBS)
              .limit(room.room())
              .toList();
      for (KeptJob job : first) {
        long token = content.nextToken();
        job.claim(node.owner(), token, Content.after(now, hold));
        claims.add(new JobClaim(job.record, token));
      }
    }
    return new JobClaims(now, claims, nextJob(node, rooms));
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
        () ->
            new FireReply(
                content.now(),
                decisions.stream()
                    .map(decision -> firing.fire(node.owner(), lease, decision))
                    .toList()));
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    return content.step(() -> firing.submit(jobId, requestId));
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
    List<ExecutionRecord> claimed = new ArrayList<>();
    List<ExecutionRecord> missed = new ArrayList<>();
    for (QueueRoom room : rooms) {
      int full = claimed.size() + room.room();
      Optional<KeptRun> first = first(node, room, ahead);
      while (first.isPresent() && claimed.size() < full) {
        KeptRun run = first.get();
        if (run.isLate(now)) {
          content.runs.miss(
              run, MissedRange.Reason.GRACE, content.runs.row(run, ExecutionState.MISSED));
          missed.add(run.record());
        } else {
          content.runs.lease(run, node.owner(), lease);
          claimed.add(run.record());
        }
        first = first(node, room, ahead);
      }
    }
    Stream<KeptRun> left = rooms.stream().flatMap(room -> runs(node, room));
    return new ExecutionClaims(now, claimed, missed, Due.earliest(left.map(run -> run.dueTime)));
  }

  /** Asked anew after each step, since the end of a missed one may let another go. */
  private Optional<KeptRun> first(Node node, QueueRoom room, Instant ahead) {
    return runs(node, room).filter(run -> !run.dueTime.isAfter(ahead)).min(Due.RUNS);
  }

  private Stream<KeptRun> runs(Node node, QueueRoom room) {
    return Due.runs(content, node).filter(run -> run.source.policy().queue().equals(room.queue()));
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
