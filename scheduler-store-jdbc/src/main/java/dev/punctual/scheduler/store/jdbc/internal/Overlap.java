package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Overflow;

/**
 * What the overlap limit of a job allows.
 *
 * @param start how many of the asked executions may run now
 * @param block how many of the others wait for an earlier one to end
 * @param supersede whether the earlier ones are asked to stop
 */
record Overlap(int start, int block, boolean supersede) {

  /** How many executions of a job may wait under {@code QUEUE_ALL}. */
  private static final int MAX_WAITING = 1_000;

  /**
   * Judges executions that come together; those that find room are let in as a whole.
   *
   * @param there the executions that the job has
   */
  static Overlap judge(JobPolicy policy, Waiting.Counts there, int asked) {
    long blocked = there.blocked();
    long free = policy.maxInstances() - there.live();
    if (free > 0 && blocked == 0) {
      int start = (int) Math.min(free, asked);
      return new Overlap(start, asked - start, false);
    }
    Overflow overflow = policy.overflow();
    int block =
        switch (overflow) {
          case SKIP -> 0;
          case QUEUE_ONE -> blocked == 0 ? Math.min(1, asked) : 0;
          case QUEUE_ALL -> (int) Math.max(0, Math.min(asked, MAX_WAITING - blocked));
          case CANCEL_RUNNING -> asked;
        };
    return new Overlap(0, block, overflow == Overflow.CANCEL_RUNNING);
  }
}
