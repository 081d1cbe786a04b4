package com.example.store;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import java.util.List;

/** The limit of live executions of one job. */
final class Overlap {

  private static final int LONGEST_LINE = 1_000;

  private final Runs runs;

  Overlap(Runs runs) {
    this.runs = runs;
  }

  /**
   * Lets executions in, all of which came at once. A batch that finds room is let in as a whole and
   * runs one after another; one that finds none is treated by the overflow policy.
   *
   * @return those that were turned away: the last ones
   */
  List<KeptRun> admit(KeptJob job, List<KeptRun> asked) {
    JobPolicy policy = job.record.policy();
    int waiting = job.waiting().size();
    int free = policy.maxInstances() - job.running();
    boolean room = free > 0 && waiting == 0;
    int go = room ? Math.min(free, asked.size()) : 0;
    int let = room ? asked.size() : Math.min(asked.size(), line(job, policy, asked));
    for (int i = 0; i < let; i++) {
      runs.insert(asked.get(i), i >= go);
    }
    return List.copyOf(asked.subList(let, asked.size()));
  }

  /** How many of those that find no room may wait. */
  private int line(KeptJob job, JobPolicy policy, List<KeptRun> asked) {
    int waiting = job.waiting().size();
    switch (policy.overflow()) {
      case QUEUE_ONE:
        return waiting == 0 ? 1 : 0;
      case QUEUE_ALL:
        return Math.max(0, LONGEST_LINE - waiting);
      case CANCEL_RUNNING:
        if (!asked.isEmpty()) {
          supersede(job);
        }
        return asked.size();
      case SKIP:
      default:
        return 0;
    }
  }

  /** Cancels what waits and asks what runs to stop. */
  private void supersede(KeptJob job) {
    job.waiting().forEach(runs::cancel);
    for (KeptRun run : job.runs) {
      if (run.state == ExecutionState.CLAIMED) {
        runs.requestStop(run);
      }
    }
  }
}
