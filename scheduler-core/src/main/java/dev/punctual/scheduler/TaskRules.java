package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task says beyond its code.
 *
 * @param defaults changes what holds for its jobs, in order
 * @param retryIf which failures are worth another attempt; null for all
 * @param rateLimit what each node starts in a while; null for no limit
 * @param limit how many run at once
 */
record TaskRules(
    List<Consumer<? super JobDefaults>> defaults,
    @Nullable Predicate<? super Throwable> retryIf,
    @Nullable RateLimit rateLimit,
    TaskLimit limit) {

  static final TaskRules NONE = new TaskRules(List.of(), null, null, TaskLimit.NONE);

  private static final Logger LOG = LoggerFactory.getLogger(TaskRules.class);

  TaskRules withDefaults(Consumer<? super JobDefaults> changes) {
    Objects.requireNonNull(changes, "changes");
    List<Consumer<? super JobDefaults>> all =
        Stream.<Consumer<? super JobDefaults>>concat(defaults.stream(), Stream.of(changes))
            .toList();
    return new TaskRules(all, retryIf, rateLimit, limit);
  }

  TaskRules withRetryIf(Predicate<? super Throwable> admits) {
    Objects.requireNonNull(admits, "admits");
    return new TaskRules(defaults, admits, rateLimit, limit);
  }

  TaskRules withRateLimit(RateLimit newLimit) {
    Objects.requireNonNull(newLimit, "limit");
    return new TaskRules(defaults, retryIf, newLimit, limit);
  }

  TaskRules withLimit(TaskLimit newLimit) {
    return new TaskRules(defaults, retryIf, rateLimit, newLimit);
  }

  JobPolicy defaults(JobPolicy base) {
    if (defaults.isEmpty()) {
      return base;
    }
    JobDefaults options = new JobDefaults(base);
    defaults.forEach(each -> each.accept(options));
    return options.policy();
  }

  /** What the predicate says; true without one, and when it throws, which is logged. */
  boolean admitsRetry(String task, Throwable failure) {
    Predicate<? super Throwable> asked = retryIf;
    if (asked == null) {
      return true;
    }
    try {
      return asked.test(failure);
    } catch (Throwable broken) {
      LOG.warn("retryIf of task '{}' failed; the run is treated as without it", task, broken);
      return true;
    }
  }
}
