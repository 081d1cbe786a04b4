package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays the fires that run and the ranges that do not side by side, and asks the trigger fire by
 * fire whether one is missing or there twice.
 */
final class FireTiling {

  private FireTiling() {}

  /** One stretch of consecutive fires. */
  private record Stretch(Instant first, Instant last, long count) {}

  /**
   * The next fire of a job after the given ones, which must follow each other from {@code from}.
   */
  static @Nullable Instant next(
      Findings findings,
      JobRecord job,
      @Nullable Instant from,
      List<PlannedFire> fires,
      List<MissedRange> missed) {
    List<Stretch> stretches = new ArrayList<>(fires.size() + missed.size());
    fires.forEach(fire -> stretches.add(new Stretch(fire.fireTime(), fire.fireTime(), 1)));
    missed.forEach(range -> stretches.add(new Stretch(range.first(), range.last(), range.count())));
    stretches.sort(Comparator.comparing(Stretch::first));
    Instant expected = from;
    for (Stretch stretch : stretches) {
      if (!stretch.first().equals(expected)) {
        findings.add(
            Invariant.CONSERVATION,
            job.id(),
            "fire %s is due next, and %s is decided".formatted(expected, stretch.first()));
        return expected;
      }
      expected = walk(findings, job, stretch);
    }
    return expected;
  }

  /** The next fire; a new definition that begins before the last fire begins after it instead. */
  static @Nullable Instant begin(JobRecord job) {
    Instant next = job.nextFireTime();
    Instant last = job.lastFireTime();
    if (last == null || next == null || next.isAfter(last)) {
      return next;
    }
    Instant following = job.trigger().next(last, last);
    return following == null ? last.plusMillis(1) : following;
  }

  private static @Nullable Instant walk(Findings findings, JobRecord job, Stretch stretch) {
    Trigger trigger = job.trigger();
    @Nullable Instant fire = stretch.first();
    long count = 1;
    while (fire != null && fire.isBefore(stretch.last())) {
      fire = trigger.next(fire, stretch.last());
      count++;
    }
    if (!stretch.last().equals(fire) || count != stretch.count()) {
      findings.add(
          Invariant.CONSERVATION,
          job.id(),
          "from %s to %s there are %d fires by the trigger up to %s, and %d on record"
              .formatted(stretch.first(), stretch.last(), count, fire, stretch.count()));
    }
    return trigger.next(stretch.last(), stretch.last());
  }
}
