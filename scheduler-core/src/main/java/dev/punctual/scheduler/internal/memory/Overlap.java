package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.JobPolicy;

/**
 * What the overlap limit of a job allows.
 *
 * @param start how many of the asked executions may run now
 * @param block how many of the others wait for an earlier one to end
 */
record Overlap(int start, int block) {

  /** How many executions of a job may wait under {@code QUEUE_ALL}. */
  static final int MAX_WAITING = 1_000;

  /**
   * Judges one batch of executions of a job. A batch that finds room is let in as a whole. Called
   * with the store's lock held.
   */
  static Overlap judge(Executions executions, JobEntry job, int asked) {
    JobPolicy policy = job.record.policy();
    int free = policy.maxInstances() - job.live;
    if (free > 0 && job.blockedCount() == 0) {
      int start = Math.min(free, asked);
      return new Overlap(start, asked - start);
    }
    switch (policy.overflow()) {
      case QUEUE_ONE:
        return new Overlap(0, job.blockedCount() == 0 ? Math.min(1, asked) : 0);
      case QUEUE_ALL:
        return new Overlap(0, Math.max(0, Math.min(asked, MAX_WAITING - job.blockedCount())));
      case CANCEL_RUNNING:
        executions.supersede(job);
        return new Overlap(0, asked);
      case SKIP:
      default:
        return new Overlap(0, 0);
    }
  }
}
