package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.internal.config.MapConfig;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The policy of jobs that say nothing else, as a change of the policy that would hold without it.
 */
final class JobDefaults implements UnaryOperator<JobPolicy> {

  private static final String EXECUTOR = "executor";
  private static final String COALESCE = "coalesce";
  private static final String GRACE = "misfire-grace-time";
  private static final String NO_LIMIT = "none";
  private static final int MOST_INSTANCES = 1_000_000;
  private static final int MOST_CATCH_UP = 10_000;
  private static final String FIRST_DELAY = "retry-first-delay";
  private static final String LONGEST_DELAY = "retry-longest-delay";

  private final MapConfig config;

  /** Reads everything once, so that {@code config} knows its problems. */
  JobDefaults(MapConfig config) {
    this.config = config;
    apply(JobPolicy.DEFAULT);
  }

  @Override
  public JobPolicy apply(JobPolicy base) {
    return new JobPolicy(
        executor(base.queue()),
        config.number("priority", base.priority(), 0, 9),
        coalesce(base.coalesce()),
        limit(GRACE, base.misfireGraceTime()),
        config.number("max-instances", base.maxInstances(), 1, MOST_INSTANCES),
        config.choice("overflow", base.overflow()),
        config.number("max-catch-up", base.maxCatchUp(), 1, MOST_CATCH_UP),
        run(base.run()));
  }

  private RunPolicy run(RunPolicy base) {
    return base.withRetry(retry(base.retry()))
        .withTimeout(limit("timeout", base.timeout()))
        .withGuarantee(config.choice("guarantee", base.guarantee()));
  }

  private RetryPolicy retry(RetryPolicy base) {
    Duration first = given(FIRST_DELAY, base.firstDelay());
    Duration longest = given(LONGEST_DELAY, base.longestDelay());
    if (longest.compareTo(RetryPolicy.MOST_DELAY) > 0) {
      config.refuse(LONGEST_DELAY, "use at most 365 days");
      longest = base.longestDelay();
    }
    if (first.compareTo(longest) > 0) {
      if (config.text(FIRST_DELAY).isPresent()) {
        config.refuse(FIRST_DELAY, "use at most " + LONGEST_DELAY + ", which is " + longest);
      }
      first = longest;
    }
    return new RetryPolicy(
        config.number("retry-attempts", base.maxAttempts(), 1, RetryPolicy.MOST_ATTEMPTS),
        first,
        longest,
        base.retryOn(),
        base.abortOn());
  }

  private Duration given(String key, Duration base) {
    return config.duration(key).orElse(base);
  }

  private String executor(String base) {
    String name = config.text(EXECUTOR, base);
    try {
      return Names.require("executor", name);
    } catch (IllegalArgumentException e) {
      config.refuse(EXECUTOR, "use the name of an executor");
      return base;
    }
  }

  /** APScheduler's flag, true for the latest missed fire and false for all, or a constant. */
  private Coalesce coalesce(Coalesce base) {
    return config
        .text(COALESCE)
        .map(MapConfig::flag)
        .map(flag -> flag ? Coalesce.LATEST : Coalesce.ALL)
        .orElseGet(() -> config.choice(COALESCE, base));
  }

  /** A positive duration, or {@value #NO_LIMIT}. */
  private @Nullable Duration limit(String key, @Nullable Duration base) {
    if (config.text(key, "").strip().equalsIgnoreCase(NO_LIMIT)) {
      return null;
    }
    Duration limit = config.duration(key).orElse(base);
    if (limit != null && limit.isZero()) {
      config.refuse(key, "use more than zero, or '" + NO_LIMIT + "' for no limit");
      return base;
    }
    return limit;
  }
}
