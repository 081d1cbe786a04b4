package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands due jobs to the nodes that decide their fires. Called with the store's lock held. */
final class JobClaiming {

  private final State state;

  JobClaiming(State state) {
    this.state = state;
  }

  JobClaims claim(Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    JobTable jobs = state.jobs;
    long now = state.millis();
    jobs.endClaims(now);
    View view = new View(node.tasks());
    long limit = Millis.plus(now, horizon);
    long until = Millis.plus(now, hold);
    List<JobClaim> claims = new ArrayList<>();
    List<JobEntry> early = new ArrayList<>(0);
    for (QueueRoom room : rooms) {
      int full = claims.size() + room.room();
      int byPriority = full - room.oldest();
      while (claims.size() < full) {
        boolean oldest = claims.size() >= byPriority;
        @Nullable JobEntry job = jobs.poll(room.queue(), view, limit, oldest);
        if (job == null) {
          break;
        }
        if (isEarly(job, now)) {
          early.add(job);
        } else {
          jobs.claim(job, node.owner(), until);
          claims.add(new JobClaim(job.record, job.claimToken));
        }
      }
    }
    early.forEach(jobs::putBack);
    return new JobClaims(state.now(), claims, nextDue(node, rooms, view));
  }

  /** Whether a job is not due and may not be claimed ahead, because it still runs. */
  private static boolean isEarly(JobEntry job, long now) {
    if (job.live == 0 && job.blockedCount() == 0) {
      return false;
    }
    Instant due = job.record.dueTime();
    return due != null && Millis.of(due) > now;
  }

  private @Nullable Instant nextDue(Node node, List<QueueRoom> rooms, View view) {
    long next = RowHeap.NEVER;
    for (QueueRoom room : rooms) {
      next = Math.min(next, state.jobs.earliest(room.queue(), view));
      next = Math.min(next, state.jobs.earliestForeignClaim(room.queue(), view, node.owner()));
    }
    return next == RowHeap.NEVER ? null : Instant.ofEpochMilli(next);
  }
}
