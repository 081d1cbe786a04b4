package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Policies that were read here before, by their texts: jobs under them can be fired by a statement
 * that cannot read any. Safe for any thread.
 */
final class KnownPolicies {

  /** How many are remembered. */
  private static final int MOST = 64;

  private final Map<String, JobPolicy> byText = new ConcurrentHashMap<>();

  /** The default alone. */
  KnownPolicies() {
    byText.put(JobPolicy.DEFAULT.text(), JobPolicy.DEFAULT);
  }

  /** Takes note of the policy of a job that was read, unless it could not be. */
  void note(JobRow job, String text) {
    if (job.unreadable() == null && byText.size() < MOST) {
      byText.putIfAbsent(text, job.job().policy());
    }
  }

  /** The texts of all. */
  List<String> texts() {
    return List.copyOf(byText.keySet());
  }

  /** The policy with one of the {@link #texts}. */
  JobPolicy get(String text) {
    return Objects.requireNonNull(byText.get(text), text);
  }
}
