package dev.punctual.scheduler.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the fires of a job are treated. Jobs with equal policies may share one instance.
 *
 * @param queue name of the queue that it waits in; on each node the executor of that name serves it
 * @param priority 0 (last) to 9 (first)
 * @param coalesce which of several missed fires are run
 * @param misfireGraceTime how late a fire may start; null for no limit
 * @param maxInstances how many executions may be live at once in the whole cluster, 1 or more
 * @param overflow what happens to a fire beyond {@code maxInstances}
 * @param maxCatchUp how many missed fires {@link Coalesce#ALL} runs at once, 1 to 10,000
 * @param run how each of its runs is treated
 */
public record JobPolicy(
    String queue,
    int priority,
    Coalesce coalesce,
    @Nullable Duration misfireGraceTime,
    int maxInstances,
    Overflow overflow,
    int maxCatchUp,
    RunPolicy run) {

  /** Queue {@code default}, priority 5, latest missed fire, no grace limit, one at a time. */
  public static final JobPolicy DEFAULT =
      new JobPolicy("default", 5, Coalesce.LATEST, null, 1, Overflow.SKIP, 100, RunPolicy.DEFAULT);

  /** Checks every range; the message names the value and the rule. */
  public JobPolicy {
    Names.require("queue", queue);
    Objects.requireNonNull(coalesce, "coalesce");
    Objects.requireNonNull(overflow, "overflow");
    Objects.requireNonNull(run, "run");
    requireRange("priority", priority, 0, 9);
    requireRange("maxInstances", maxInstances, 1, 1_000_000);
    requireRange("maxCatchUp", maxCatchUp, 1, 10_000);
    if (misfireGraceTime != null && (misfireGraceTime.isNegative() || misfireGraceTime.isZero())) {
      throw new IllegalArgumentException(
          "misfireGraceTime "
              + misfireGraceTime
              + " must be positive; leave it out (null) for no limit");
    }
  }

  /**
   * The policy that a text form describes. What a newer version has written and this one does not
   * know is refused: to run a job under half a policy could run it too often.
   *
   * @param text at most 262,144 characters; every policy's text is shorter
   * @throws IllegalArgumentException if it is not the text form of a policy; the message names the
   *     part and the rule
   */
  public static JobPolicy parse(String text) {
    return PolicyText.parse(text);
  }

  /**
   * The text form that stores keep: what differs from {@link #DEFAULT}, which is empty, as {@code
   * key=value} pairs joined by ampersands, in URL encoding. {@code parse(p.text())} equals {@code
   * p}.
   */
  public String text() {
    return PolicyText.of(this);
  }

  /** The same policy with another queue. */
  public JobPolicy withQueue(String newQueue) {
    return new JobPolicy(
        newQueue, priority, coalesce, misfireGraceTime, maxInstances, overflow, maxCatchUp, run);
  }

  /** The same policy with another priority. */
  public JobPolicy withPriority(int newPriority) {
    return new JobPolicy(
        queue, newPriority, coalesce, misfireGraceTime, maxInstances, overflow, maxCatchUp, run);
  }

  /** The same policy with another choice among missed fires. */
  public JobPolicy withCoalesce(Coalesce newCoalesce) {
    return new JobPolicy(
        queue, priority, newCoalesce, misfireGraceTime, maxInstances, overflow, maxCatchUp, run);
  }

  /** The same policy with another grace time; null for no limit. */
  public JobPolicy withMisfireGraceTime(@Nullable Duration newMisfireGraceTime) {
    return new JobPolicy(
        queue, priority, coalesce, newMisfireGraceTime, maxInstances, overflow, maxCatchUp, run);
  }

  /** The same policy with another limit of live executions. */
  public JobPolicy withMaxInstances(int newMaxInstances) {
    return new JobPolicy(
        queue, priority, coalesce, misfireGraceTime, newMaxInstances, overflow, maxCatchUp, run);
  }

  /** The same policy with another answer to fires beyond the limit. */
  public JobPolicy withOverflow(Overflow newOverflow) {
    return new JobPolicy(
        queue, priority, coalesce, misfireGraceTime, maxInstances, newOverflow, maxCatchUp, run);
  }

  /** The same policy with another catch-up cap. */
  public JobPolicy withMaxCatchUp(int newMaxCatchUp) {
    return new JobPolicy(
        queue, priority, coalesce, misfireGraceTime, maxInstances, overflow, newMaxCatchUp, run);
  }

  /** The same policy with another treatment of runs. */
  public JobPolicy withRun(RunPolicy newRun) {
    return new JobPolicy(
        queue, priority, coalesce, misfireGraceTime, maxInstances, overflow, maxCatchUp, newRun);
  }

  private static void requireRange(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " " + value + " is out of range; use " + low + " to " + high);
    }
  }
}
