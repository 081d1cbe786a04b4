package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Names;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said about a job when it is added; everything has a default. */
public final class JobOptions extends PolicyOptions<JobOptions> {

  private @Nullable String id;
  private @Nullable String name;
  private Set<String> tags = Set.of();
  private String store = "default";
  private ConflictPolicy onConflict = ConflictPolicy.FAIL;
  private boolean paused;

  JobOptions(JobPolicy defaults) {
    super(defaults);
  }

  /**
   * The job's id, 1 to 200 characters without control characters and {@code ~}; made up if absent.
   */
  public JobOptions id(String jobId) {
    this.id = Names.requireJobId(jobId);
    return this;
  }

  /** A label for people; the task's name if absent. */
  public JobOptions name(String label) {
    this.name = requireLabel(label);
    return this;
  }

  /** Marks to find the job by, each 1 to 100 characters. */
  public JobOptions tags(String... marks) {
    this.tags = requireTags(marks);
    return this;
  }

  /** The store that keeps the job; {@code default} if absent. */
  public JobOptions store(String storeName) {
    this.store = Objects.requireNonNull(storeName, "storeName");
    return this;
  }

  /** What happens when the id is taken; {@link ConflictPolicy#FAIL} if absent. */
  public JobOptions onConflict(ConflictPolicy policy) {
    this.onConflict = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /** Adds the job paused; it fires after it was resumed. */
  public JobOptions paused() {
    this.paused = true;
    return this;
  }

  @Nullable String id() {
    return id;
  }

  @Nullable String name() {
    return name;
  }

  Set<String> tags() {
    return tags;
  }

  String store() {
    return store;
  }

  ConflictPolicy onConflict() {
    return onConflict;
  }

  boolean isPaused() {
    return paused;
  }

  @Override
  JobOptions self() {
    return this;
  }

  static String requireLabel(String label) {
    if (label.isBlank()
        || label.length() > 200
        || label.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a job name has 1 to 200 characters without control characters, not "
              + label.length()
              + " such as '"
              + label.substring(0, Math.min(40, label.length())).replaceAll("\\p{Cntrl}", "?")
              + "'");
    }
    return label;
  }

  static Set<String> requireTags(String... marks) {
    for (String mark : marks) {
      Names.requireTag(mark);
    }
    return Set.copyOf(java.util.Arrays.asList(marks));
  }
}
