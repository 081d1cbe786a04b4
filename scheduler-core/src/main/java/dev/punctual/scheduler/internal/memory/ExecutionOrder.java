package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.ExecutionId;
import org.jspecify.annotations.Nullable;

/** The order of execution ids: job, generation, fires before manual runs, fire time, request. */
final class ExecutionOrder {

  private ExecutionOrder() {}

  static int compare(ExecutionId one, ExecutionId other) {
    int order = one.jobId().compareTo(other.jobId());
    if (order == 0) {
      order = Long.compare(one.generation(), other.generation());
    }
    if (order == 0) {
      order = compareRequests(one.requestId(), other.requestId());
    }
    return order == 0 ? Long.compare(one.fireAtMillis(), other.fireAtMillis()) : order;
  }

  private static int compareRequests(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    return one.compareTo(other);
  }
}
