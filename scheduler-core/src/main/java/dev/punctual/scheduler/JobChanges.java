package dev.punctual.scheduler;

import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobRecord;
import java.util.List;
import java.util.Set;

/** Changes to an existing job; what is not mentioned stays. Its id, task and payload are fixed. */
public final class JobChanges extends PolicyOptions<JobChanges> {

  private String name;
  private Set<String> tags;
  private boolean loopAllowed;

  JobChanges(JobRecord job) {
    super(job.policy());
    this.name = job.name();
    this.tags = job.tags();
  }

  /** A label for people. */
  public JobChanges name(String label) {
    this.name = JobOptions.requireLabel(label);
    return this;
  }

  /** Marks to find the job by, in place of the old ones; each 1 to 100 characters. */
  public JobChanges tags(String... marks) {
    this.tags = JobOptions.requireTags(marks);
    return this;
  }

  /** Has one more job run after successes; see {@link JobOptions#then}. */
  public JobChanges then(String jobId) {
    return follow(FollowUp.When.SUCCESS, jobId);
  }

  /** Has one more job run after failures; see {@link JobOptions#thenOnFailure}. */
  public JobChanges thenOnFailure(String jobId) {
    return follow(FollowUp.When.FAILURE, jobId);
  }

  /** Has nothing run after this job, but what is said from here on. */
  public JobChanges thenNothing() {
    return followUps(List.of());
  }

  /** Lets what runs after this job lead back to it, which is refused otherwise. */
  public JobChanges allowLoop() {
    this.loopAllowed = true;
    return this;
  }

  boolean isLoopAllowed() {
    return loopAllowed;
  }

  JobRecord applyTo(JobRecord job) {
    return job.withDefinition(name, job.trigger(), policy(), tags);
  }

  @Override
  JobChanges self() {
    return this;
  }
}
