package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Work;

/**
 * What Redisson runs. Its nodes define this class anew from the bytes that come with a job, so all
 * that it touches is public and elsewhere.
 */
public final class RedissonTask implements Runnable {

  private final long due;

  RedissonTask(long due) {
    this.due = due;
  }

  @Override
  public void run() {
    Here.run(due);
  }

  /** The work of this process. */
  public static final class Here {

    private static volatile Work work = new Work(0);

    private Here() {}

    static void set(Work ours) {
      work = ours;
    }

    /** Does the work of a job. */
    public static void run(long due) {
      work.run(due);
    }
  }
}
