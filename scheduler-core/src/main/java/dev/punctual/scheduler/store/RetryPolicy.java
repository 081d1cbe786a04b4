package dev.punctual.scheduler.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How often and when a run that failed is tried again. The delay before a retry is drawn evenly
 * between zero and a bound that doubles with each attempt (full jitter), so that runs which fail
 * together do not come back together.
 *
 * <p>Exceptions are named by their class names as they were thrown, superclasses included; no class
 * is ever loaded by such a name.
 *
 * @param maxAttempts how often it is tried in all, 1 to 1,000; 1 never retries
 * @param firstDelay bound of the delay before the second attempt, zero or more
 * @param longestDelay no delay is longer than this; not less than {@code firstDelay}, at most 365
 *     days
 * @param retryOn only failures of these exception classes are tried again; empty for all; at most
 *     20 names, each 1 to 300 characters without blanks and control characters
 * @param abortOn failures of these exception classes are never tried again; likewise
 */
public record RetryPolicy(
    int maxAttempts,
    Duration firstDelay,
    Duration longestDelay,
    Set<String> retryOn,
    Set<String> abortOn) {

  /** Most attempts of one run. */
  public static final int MOST_ATTEMPTS = 1_000;

  /** The longest delay that a policy can have. */
  public static final Duration MOST_DELAY = Duration.ofDays(365);

  private static final int MOST_NAMES = 20;
  private static final int LONGEST_NAME = 300;

  /** Ten attempts, delays of one second growing to one hour. */
  public static final RetryPolicy DEFAULT = attempts(10);

  /** Never tries again. */
  public static final RetryPolicy NONE = attempts(1);

  /** Checks every range; the message names the value and the rule. */
  public RetryPolicy {
    retryOn = requireNames("retryOn", retryOn);
    abortOn = requireNames("abortOn", abortOn);
    if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
      throw new IllegalArgumentException(
          "maxAttempts " + maxAttempts + " is out of range; use 1 to " + MOST_ATTEMPTS);
    }
    if (firstDelay.isNegative()) {
      throw new IllegalArgumentException(
          "firstDelay " + firstDelay + " is negative; use zero or more");
    }
    if (longestDelay.compareTo(firstDelay) < 0 || longestDelay.compareTo(MOST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "longestDelay "
              + longestDelay
              + " is out of range; use firstDelay ("
              + firstDelay
              + ") to "
              + MOST_DELAY);
    }
  }

  /** So many attempts in all, with delays of one second growing to one hour. */
  public static RetryPolicy attempts(int maxAttempts) {
    return new RetryPolicy(
        maxAttempts, Duration.ofSeconds(1), Duration.ofHours(1), Set.of(), Set.of());
  }

  /** The same policy with another number of attempts in all. */
  public RetryPolicy withAttempts(int newMaxAttempts) {
    return new RetryPolicy(newMaxAttempts, firstDelay, longestDelay, retryOn, abortOn);
  }

  /** The same policy with other delays. */
  public RetryPolicy withDelays(Duration newFirst, Duration newLongest) {
    return new RetryPolicy(maxAttempts, newFirst, newLongest, retryOn, abortOn);
  }

  /** The same policy for failures of these classes and their subclasses only. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final RetryPolicy onlyOn(Class<? extends Throwable>... types) {
    return new RetryPolicy(maxAttempts, firstDelay, longestDelay, names(types), abortOn);
  }

  /** The same policy without failures of these classes and their subclasses. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public final RetryPolicy notOn(Class<? extends Throwable>... types) {
    return new RetryPolicy(maxAttempts, firstDelay, longestDelay, retryOn, names(types));
  }

  /** Whether a failure by {@code thrown} in the given attempt, from 1, is tried again. */
  public boolean retries(Throwable thrown, int attempt) {
    return attempt < maxAttempts
        && (retryOn.isEmpty() || isOneOf(thrown, retryOn))
        && !isOneOf(thrown, abortOn);
  }

  /** The longest delay that may follow the given attempt, from 1. */
  public Duration delayBound(int attempt) {
    int doublings = Math.min(attempt - 1, 62);
    long longest = longestDelay.toMillis();
    long first = firstDelay.toMillis();
    return Duration.ofMillis(first > longest >> doublings ? longest : first << doublings);
  }

  private static boolean isOneOf(Throwable thrown, Set<String> names) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (names.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> requireNames(String what, Set<String> names) {
    if (names.size() > MOST_NAMES) {
      throw new IllegalArgumentException(
          what + " has " + names.size() + " classes; use at most " + MOST_NAMES);
    }
    for (String name : names) {
      if (name.isEmpty()
          || name.length() > LONGEST_NAME
          || name.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
        throw new IllegalArgumentException(
            what
                + " has a class name of "
                + name.length()
                + " characters that is not valid; use 1 to "
                + LONGEST_NAME
                + " characters without blanks and control characters");
      }
    }
    return Set.copyOf(names);
  }

  private static Set<String> names(Class<?>[] types) {
    return Arrays.stream(types).map(Class::getName).collect(Collectors.toUnmodifiableSet());
  }
}
