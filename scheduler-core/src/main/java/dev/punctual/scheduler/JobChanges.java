package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobRecord;
import java.util.Set;

/** Changes to an existing job; what is not mentioned stays. Its id, task and payload are fixed. */
public final class JobChanges extends PolicyOptions<JobChanges> {

  private String name;
  private Set<String> tags;

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

  JobRecord applyTo(JobRecord job) {
    return job.withDefinition(name, job.trigger(), policy(), tags);
  }

  @Override
  JobChanges self() {
    return this;
  }
}
