package dev.punctual.scheduler.store;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a run is treated once it has been claimed.
 *
 * @param retry what happens when it fails
 * @param timeout how long user code may take in one attempt; null for no limit
 * @param guarantee how often it is started when something fails in between
 * @param followUps the jobs that run after it, in order; at most {@value #MAX_FOLLOW_UPS}
 */
public record RunPolicy(
    RetryPolicy retry, @Nullable Duration timeout, Guarantee guarantee, List<FollowUp> followUps) {

  /** Most follow-ups of one job. */
  public static final int MAX_FOLLOW_UPS = 20;

  /** Ten attempts, no time limit, at least once, nothing follows. */
  public static final RunPolicy DEFAULT =
      new RunPolicy(RetryPolicy.DEFAULT, null, Guarantee.AT_LEAST_ONCE, List.of());

  /** Checks every part; the message names the value and the rule. */
  public RunPolicy {
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(guarantee, "guarantee");
    followUps = List.copyOf(followUps);
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException(
          "timeout " + timeout + " must be positive; leave it out (null) for no limit");
    }
    if (followUps.size() > MAX_FOLLOW_UPS) {
      throw new IllegalArgumentException(
          "a job has " + followUps.size() + " follow-ups; use at most " + MAX_FOLLOW_UPS);
    }
  }

  /** The same policy with another answer to failures. */
  public RunPolicy withRetry(RetryPolicy newRetry) {
    return new RunPolicy(newRetry, timeout, guarantee, followUps);
  }

  /** The same policy with another time limit; null for none. */
  public RunPolicy withTimeout(@Nullable Duration newTimeout) {
    return new RunPolicy(retry, newTimeout, guarantee, followUps);
  }

  /** The same policy with another guarantee. */
  public RunPolicy withGuarantee(Guarantee newGuarantee) {
    return new RunPolicy(retry, timeout, newGuarantee, followUps);
  }

  /** The same policy with other follow-ups. */
  public RunPolicy withFollowUps(List<FollowUp> newFollowUps) {
    return new RunPolicy(retry, timeout, guarantee, newFollowUps);
  }
}
