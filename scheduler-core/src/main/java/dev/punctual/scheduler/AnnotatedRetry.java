package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.config.DurationText;
import dev.punctual.scheduler.store.RetryPolicy;
import java.time.Duration;

/** Reads how an annotated method is tried again; what is not said stays as the defaults have it. */
final class AnnotatedRetry {

  private static final String FIRST = "retryFirstDelay";
  private static final String LONGEST = "retryLongestDelay";

  private AnnotatedRetry() {}

  /** Puts what an annotation says into {@code options}, which hold the defaults. */
  static void apply(ScheduledJob said, JobOptions options, Mistakes mistakes) {
    mistakes.attempt(() -> options.retry(attempts(said, retryOf(options))));
    delays(said, options, mistakes);
    if (said.retryOn().length > 0) {
      options.retry(retryOf(options).onlyOn(said.retryOn()));
    }
    if (said.retryNotOn().length > 0) {
      options.retry(retryOf(options).notOn(said.retryNotOn()));
    }
  }

  private static RetryPolicy retryOf(JobOptions options) {
    return options.policy().run().retry();
  }

  private static RetryPolicy attempts(ScheduledJob said, RetryPolicy before) {
    int attempts = said.retryAttempts();
    if (attempts == ScheduledJob.UNSET) {
      return before;
    }
    if (attempts < 1 || attempts > RetryPolicy.MOST_ATTEMPTS) {
      throw new IllegalArgumentException(
          "retryAttempts " + attempts + " is out of range; use 1 to " + RetryPolicy.MOST_ATTEMPTS);
    }
    return before.withAttempts(attempts);
  }

  private static void delays(ScheduledJob said, JobOptions options, Mistakes mistakes) {
    RetryPolicy before = retryOf(options);
    Duration longest = mistakes.read(LONGEST, said.retryLongestDelay(), AnnotatedRetry::longest);
    Duration most = longest == null ? before.longestDelay() : longest;
    Duration first = mistakes.read(FIRST, said.retryFirstDelay(), text -> first(text, most));
    Duration usual = before.firstDelay().compareTo(most) > 0 ? most : before.firstDelay();
    options.retry(before.withDelays(first == null ? usual : first, most));
  }

  private static Duration longest(String text) {
    Duration longest = DurationText.parse(text);
    if (longest.compareTo(RetryPolicy.MOST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "use at most " + RetryPolicy.MOST_DELAY.toDays() + " days");
    }
    return longest;
  }

  private static Duration first(String text, Duration most) {
    Duration first = DurationText.parse(text);
    if (first.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "use at most " + LONGEST + ", which is " + most + ", or say a longer one");
    }
    return first;
  }
}
