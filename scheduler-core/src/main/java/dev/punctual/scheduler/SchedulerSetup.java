package dev.punctual.scheduler;

/** What {@link Scheduler#configure} is told. */
public final class SchedulerSetup extends SchedulerOptions<SchedulerSetup> {

  SchedulerSetup() {}

  @Override
  SchedulerSetup self() {
    return this;
  }
}
