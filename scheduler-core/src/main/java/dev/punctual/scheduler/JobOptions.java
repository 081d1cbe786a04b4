package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.FollowUp;
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
  private boolean loopAllowed;

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

  /**
   * Has another job of the same store run whenever a run of this one has succeeded, with what that
   * run returned as its payload if it returned something. It may be said for several jobs. The
   * other job must be there already; {@link dev.punctual.scheduler.trigger.ManualTrigger} makes one
   * that does nothing else.
   */
  public JobOptions then(String jobId) {
    return follow(FollowUp.When.SUCCESS, jobId);
  }

  /** Has another job of the same store run whenever a run of this one is DEAD or LOST. */
  public JobOptions thenOnFailure(String jobId) {
    return follow(FollowUp.When.FAILURE, jobId);
  }

  /** Lets what runs after this job lead back to it, which is refused otherwise. */
  public JobOptions allowLoop() {
    this.loopAllowed = true;
    return this;
  }

  boolean isLoopAllowed() {
    return loopAllowed;
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
