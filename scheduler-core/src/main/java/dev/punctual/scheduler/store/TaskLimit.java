package dev.punctual.scheduler.store;

/**
 * How many executions of a task a node takes.
 *
 * @param perCall at most this many in one call, 1 or more
 * @param inCluster none while so many of the task are leased in the whole cluster, 1 or more
 */
public record TaskLimit(int perCall, int inCluster) {

  /** No limit. */
  public static final TaskLimit NONE = new TaskLimit(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Checks the ranges. */
  public TaskLimit {
    if (perCall < 1 || inCluster < 1) {
      throw new IllegalArgumentException(
          "a task limit of "
              + Math.min(perCall, inCluster)
              + " admits nothing; use 1 or more, or leave the task out");
    }
  }
}
