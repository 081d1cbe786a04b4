package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses follow-ups that name no job, and those that lead back to their own job unless that is
 * said to be wanted. It looks at the store as it is; a job that is removed later leaves its mark in
 * the history instead.
 */
public final class ChainCheck {

  private static final int MOST_JOBS = 1_000;

  private final String store;
  private final Function<String, Optional<JobRecord>> jobs;
  private final Map<String, String> cameFrom = new HashMap<>();
  private final Deque<JobRecord> open = new ArrayDeque<>();

  /**
   * A check in one store.
   *
   * @param jobs finds a job of the store
   */
  public ChainCheck(String store, Function<String, Optional<JobRecord>> jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  /**
   * Checks what is to follow a job.
   *
   * @param jobId the job; null when it gets a fresh id
   * @param before what followed it before; jobs named there may be gone
   * @throws IllegalArgumentException naming the job that is missing, or the way back
   */
  public void require(
      @Nullable String jobId,
      List<FollowUp> before,
      List<FollowUp> followUps,
      boolean loopAllowed) {
    String self = jobId == null ? "" : jobId;
    for (FollowUp next : followUps) {
      if (next.jobId().equals(self)) {
        requireAllowed(self, self, loopAllowed);
      } else {
        Optional<JobRecord> job = jobs.apply(next.jobId());
        if (job.isEmpty() && !before.contains(next)) {
          throw missing(next);
        }
        job.ifPresent(found -> visit(found, self));
      }
    }
    while (!open.isEmpty() && !loopAllowed) {
      follow(open.remove(), self);
    }
  }

  private void follow(JobRecord job, String self) {
    for (FollowUp next : job.policy().run().followUps()) {
      if (next.jobId().equals(self)) {
        requireAllowed(self, job.id(), false);
      } else if (!cameFrom.containsKey(next.jobId()) && cameFrom.size() < MOST_JOBS) {
        jobs.apply(next.jobId()).ifPresent(found -> visit(found, job.id()));
      }
    }
  }

  private void visit(JobRecord job, String from) {
    if (cameFrom.putIfAbsent(job.id(), from) == null) {
      open.add(job);
    }
  }

  private void requireAllowed(String self, String last, boolean loopAllowed) {
    if (loopAllowed) {
      return;
    }
    StringBuilder way = new StringBuilder(self);
    String at = last;
    while (at != null && !at.equals(self)) {
      way.insert(0, at + "' -> '");
      at = cameFrom.get(at);
    }
    throw new IllegalArgumentException(
        "job '"
            + self
            + "' would run after itself for ever: '"
            + self
            + "' -> '"
            + way
            + "'; say allowLoop() if that is wanted");
  }

  private IllegalArgumentException missing(FollowUp next) {
    return new IllegalArgumentException(
        "there is no job '"
            + next.jobId()
            + "' in store '"
            + store
            + "' to run after this one; add it first, with ManualTrigger if it only follows others");
  }
}
