package dev.punctual.scheduler;

import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options that say how the fires of a job are treated. Each setter checks its value at once and
 * names it when it is refused. Not for use by several threads.
 *
 * @param <S> the type that the setters return
 */
public abstract sealed class PolicyOptions<S extends PolicyOptions<S>>
    permits JobDefaults, JobOptions, JobChanges {

  private JobPolicy policy;

  PolicyOptions(JobPolicy start) {
    this.policy = start;
  }

  /** Which of several missed fires are run; {@link Coalesce#LATEST} unless said otherwise. */
  public final S coalesce(Coalesce coalesce) {
    return set(policy.withCoalesce(coalesce));
  }

  /** How late a fire may start; positive, or null for no limit, which is the default. */
  public final S misfireGraceTime(@Nullable Duration graceTime) {
    return set(policy.withMisfireGraceTime(graceTime));
  }

  /** How many runs of the job may be live at once in the whole cluster; 1 unless said otherwise. */
  public final S maxInstances(int maxInstances) {
    return set(policy.withMaxInstances(maxInstances));
  }

  /** What happens to a fire beyond the limit; {@link Overflow#SKIP} unless said otherwise. */
  public final S overflow(Overflow overflow) {
    return set(policy.withOverflow(overflow));
  }

  /** How many missed fires {@link Coalesce#ALL} runs, 1 to 10,000; 100 unless said otherwise. */
  public final S maxCatchUp(int maxCatchUp) {
    return set(policy.withMaxCatchUp(maxCatchUp));
  }

  /** 0 (last) to 9 (first); 5 unless said otherwise. */
  public final S priority(int priority) {
    return set(policy.withPriority(priority));
  }

  /** The executor that runs the job; {@code default} unless said otherwise. */
  public final S executor(String name) {
    return set(policy.withQueue(name));
  }

  /**
   * How often and when a failed run is tried again; ten attempts unless said otherwise. A run that
   * waits for a retry is live, so it counts for {@link #maxInstances}.
   */
  public final S retry(RetryPolicy retry) {
    return set(policy.withRun(policy.run().withRetry(retry)));
  }

  /**
   * How long one attempt may take before it is asked to stop, interrupted and counted as failed;
   * positive, or null for no limit, which is the default.
   */
  public final S timeout(@Nullable Duration longest) {
    return set(policy.withRun(policy.run().withTimeout(longest)));
  }

  /**
   * How often a run is started when something fails in between; {@link Guarantee#AT_LEAST_ONCE}
   * unless said otherwise.
   */
  public final S guarantee(Guarantee guarantee) {
    return set(policy.withRun(policy.run().withGuarantee(guarantee)));
  }

  /** Has a job run after this one. */
  final S follow(FollowUp.When when, String jobId) {
    List<FollowUp> followUps = new ArrayList<>(policy.run().followUps());
    followUps.add(new FollowUp(when, jobId));
    return followUps(followUps);
  }

  /** Replaces what runs after this one. */
  final S followUps(List<FollowUp> followUps) {
    return set(policy.withRun(policy.run().withFollowUps(followUps)));
  }

  /** The policy that these options make. */
  final JobPolicy policy() {
    return policy;
  }

  abstract S self();

  private S set(JobPolicy changed) {
    policy = changed;
    return self();
  }
}
