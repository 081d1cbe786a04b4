package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.JobRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Job records derived from job records; each has the next version. */
final class Records {

  private Records() {}

  /** A job that this store sees for the first time. */
  static JobRecord created(JobRecord given, Instant now) {
    return new JobRecord(
        given.id(),
        given.generation(),
        given.name(),
        given.task(),
        given.payload(),
        given.trigger(),
        given.policy(),
        given.tags(),
        given.state(),
        given.nextFireTime(),
        shared(given.dueTime(), given.nextFireTime()),
        given.lastFireTime(),
        1,
        now,
        given.problem());
  }

  /** The next version of a stored job, with a new definition. */
  static JobRecord redefined(JobRecord stored, JobRecord given, boolean keepsPlace) {
    return updated(stored, stored.redefinedBy(given, keepsPlace));
  }

  /** The job after a decision about its fires. */
  static JobRecord advanced(JobRecord stored, FireDecision decision) {
    Instant last = decision.lastFireTime();
    return new JobRecord(
        stored.id(),
        stored.generation(),
        stored.name(),
        stored.task(),
        stored.payload(),
        stored.trigger(),
        stored.policy(),
        stored.tags(),
        stored.state(),
        decision.nextFireTime(),
        shared(decision.dueTime(), decision.nextFireTime()),
        last == null ? stored.lastFireTime() : last,
        stored.version() + 1,
        stored.created(),
        stored.problem());
  }

  /** The next version of a job with another content. */
  static JobRecord updated(JobRecord stored, JobRecord given) {
    return given.withVersion(stored.version() + 1);
  }

  /** One object for two equal times. */
  private static @Nullable Instant shared(@Nullable Instant due, @Nullable Instant fire) {
    return due != null && due.equals(fire) ? fire : due;
  }
}
