package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.UpdateResult;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts jobs right whose next fire was computed with other time-zone rules than this process has.
 * Runs once, when a lane with a durable store starts; a job that somebody changes meanwhile is left
 * alone, since the change itself computed its fire anew.
 */
final class ZoneCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ZoneCheck.class);
  private static final int PAGE = 1_000;

  private final Lane lane;

  ZoneCheck(Lane lane) {
    this.lane = lane;
  }

  /** Looks at every job whose trigger reads a zone's clock. */
  void run() {
    String cursor = null;
    do {
      Page<JobRecord> page = lane.store().jobs().page(JobFilter.ALL, cursor, PAGE);
      page.items().forEach(this::check);
      cursor = page.cursor();
    } while (cursor != null);
  }

  private void check(JobRecord job) {
    try {
      if (job.trigger().zone().isPresent()) {
        move(job);
      }
    } catch (RuntimeException | StackOverflowError brokenTrigger) {
      LOG.warn("The next fire of job '{}' could not be checked", job.id(), brokenTrigger);
    }
  }

  private void move(JobRecord job) {
    Instant planned = job.nextFireTime();
    Instant now = lane.store().now();
    Instant right = planned == null ? null : rightFire(job, planned, now);
    if (right == null || right.equals(planned)) {
      return;
    }
    Instant due = Jitter.due(job.generation(), right, job.trigger().jitter());
    JobRecord moved = job.withFires(job.lastFireTime(), right, due);
    UpdateResult result = lane.store().jobs().update(new JobChange(moved, List.of()));
    if (result.status() == UpdateResult.Status.UPDATED) {
      LOG.info("Job '{}' fires at {} by the zone rules of today, not {}", job.id(), right, planned);
      lane.events()
          .publish(new JobEvent.Rescheduled(lane.time().instant(), lane.name(), job.id(), right));
    }
  }

  /** The planned fire if it still is one, as after a new trigger; else the one after the last. */
  private static @Nullable Instant rightFire(JobRecord job, Instant planned, Instant now) {
    Trigger trigger = job.trigger();
    if (planned.equals(trigger.next(null, planned))) {
      return planned;
    }
    Instant last = job.lastFireTime();
    if (last != null) {
      return trigger.next(last, now);
    }
    return planned.isAfter(now) ? trigger.next(null, now) : planned;
  }
}
