package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stored job a new definition, as {@link ConflictPolicy#UPDATE_DEFINITION} says. If that
 * changes its trigger, what was due by the old one and has not run is recorded in the same step.
 */
final class Redefinition {

  private Redefinition() {}

  /** Updates the job of that id in {@code store}, or adds it if there is none. */
  static PutResult put(JobStore store, JobRecord given) {
    while (true) {
      @Nullable JobRecord stored = store.jobs().get(given.id()).orElse(null);
      if (stored == null || !movesOn(stored, given)) {
        return store.jobs().put(List.of(given), ConflictPolicy.UPDATE_DEFINITION).get(0);
      }
      Instant now = store.now();
      JobRecord redefined = stored.redefinedBy(given, true); // placed by what follows
      UpdateResult result =
          store.jobs().update(LeftFires.record(stored, redefined, first(stored, given, now), now));
      if (result.status() == UpdateResult.Status.UPDATED) {
        return new PutResult(
            PutResult.Status.UPDATED, Objects.requireNonNull(result.stored(), "stored"));
      }
    }
  }

  /** Whether the job leaves its place in the schedule. */
  private static boolean movesOn(JobRecord stored, JobRecord given) {
    return stored.generation() != given.generation()
        && !stored.trigger().text().equals(given.trigger().text());
  }

  /**
   * The first fire by the new definition, but none at or before the last: a trigger that has none
   * later fires once more, late.
   */
  private static @Nullable Instant first(JobRecord stored, JobRecord given, Instant now) {
    Instant first = given.nextFireTime();
    Instant last = stored.lastFireTime();
    if (first == null || last == null || first.isAfter(last)) {
      return first;
    }
    Instant following = given.trigger().next(last, now);
    return following == null
        ? last.plusMillis(1)
        : FireTimes.requireAfter(given.trigger(), last, following);
  }
}
