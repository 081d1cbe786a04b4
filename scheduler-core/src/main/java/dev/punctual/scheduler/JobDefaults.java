package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobPolicy;

/** What holds for every job that does not say otherwise. */
public final class JobDefaults extends PolicyOptions<JobDefaults> {

  JobDefaults(JobPolicy start) {
    super(start);
  }

  @Override
  JobDefaults self() {
    return this;
  }
}
