package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.trigger.FireSpan;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The due fires of a job that nobody has decided on when it is given another schedule. */
final class LeftFires {

  private LeftFires() {}

  /**
   * A change to {@code next} that records what it leaves behind: the fires of {@code job} by its
   * own trigger up to {@code now} that come before the first of the new schedule.
   *
   * @param next the job with its new definition
   * @param first when the new schedule begins; null for never
   */
  static JobChange record(JobRecord job, JobRecord next, @Nullable Instant first, Instant now) {
    Instant upTo = first == null || first.isAfter(now) ? now : first.minusMillis(1);
    MissedRange left = upTo(job, upTo);
    Instant last = left == null ? job.lastFireTime() : left.last();
    Instant due =
        first == null ? null : Jitter.due(job.generation(), first, next.trigger().jitter());
    return new JobChange(
        next.withFires(last, first, due), left == null ? List.of() : List.of(left));
  }

  private static @Nullable MissedRange upTo(JobRecord job, Instant upTo) {
    Instant first = job.nextFireTime();
    if (first == null || first.isAfter(upTo)) {
      return null;
    }
    Trigger trigger = job.trigger();
    Instant last = first;
    long count = 1;
    try {
      Instant next = first;
      while (next != null && !next.isAfter(upTo)) {
        FireSpan span = trigger.span(next, upTo);
        count = next.equals(first) ? span.count() : count + span.count();
        last = span.last();
        Instant following = trigger.next(last, upTo);
        next = following != null && following.isAfter(last) ? following : null;
      }
    } catch (RuntimeException | StackOverflowError broken) {
      // A trigger may be replaced because it fails; what it did not tell is not on record.
    }
    Reason reason = job.state() == JobState.PAUSED ? Reason.PAUSED : Reason.RESCHEDULED;
    return new MissedRange(job.id(), job.generation(), first, last, count, reason);
  }
}
