package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.MissedRange.Reason;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.FireSpan;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the due fires of one job: which run, which are recorded as missed, and
 * when the job fires next. Every nominal fire up to now lands in exactly one of these. Pure but for
 * the trigger that it asks.
 */
final class FirePlanner {

  private final JobClaim claim;
  private final JobRecord job;
  private final Trigger trigger;
  private final Instant now;
  private List<PlannedFire> fires = List.of();
  private List<MissedRange> missed = List.of();
  private @Nullable Instant next;
  private @Nullable Instant last;

  private FirePlanner(JobClaim claim, Instant now) {
    this.claim = claim;
    this.job = claim.job();
    this.trigger = job.trigger();
    this.now = now;
    this.next = job.nextFireTime();
  }

  /**
   * The decision for a claimed job. A trigger that throws or does not advance pauses the job.
   *
   * @param storeNow the store's time of the claim
   * @param room how many executions this node can take at once
   */
  static FireDecision plan(JobClaim claim, Instant storeNow, int room) {
    try {
      FireDecision usual = planOne(claim, storeNow, room);
      return usual == null ? new FirePlanner(claim, storeNow).decide(room) : usual;
    } catch (Throwable broken) {
      return FireDecision.paused(
          claim, "the trigger '" + TriggerText.of(claim.job().trigger()) + "' failed: " + broken);
    }
  }

  /**
   * The decision about a job of which one fire is due and which no policy bears upon, as most are;
   * null in any other case.
   */
  private static @Nullable FireDecision planOne(JobClaim claim, Instant now, int room) {
    JobRecord job = claim.job();
    Instant fire = job.nextFireTime();
    Instant due = job.dueTime();
    Instant before = job.lastFireTime();
    if (fire == null
        || due == null
        || fire.isAfter(now)
        || due.isAfter(now)
        || (before != null && !fire.isAfter(before))
        || job.policy().misfireGraceTime() != null
        || job.policy().coalesce() != Coalesce.LATEST) {
      return null;
    }
    Trigger trigger = job.trigger();
    if (Triggers.problem(trigger).isPresent()) {
      return null;
    }
    Instant following = trigger.next(fire, now);
    if (following != null) {
      if (!following.isAfter(now)) {
        return null;
      }
      FireTimes.requireAfter(trigger, fire, following);
    }
    PlannedFire planned = new PlannedFire(fire, due, null, trigger.adjustment(fire));
    Instant next =
        following == null ? null : Jitter.due(job.generation(), following, trigger.jitter());
    return new FireDecision(
        claim, List.of(planned), List.of(), fire, following, next, Math.min(room, 1), null);
  }

  private FireDecision decide(int room) {
    Instant first = next;
    if (first == null) {
      return FireDecision.paused(claim, "the job has no next fire");
    }
    Optional<String> unreadable = Triggers.problem(trigger);
    if (unreadable.isPresent()) {
      return FireDecision.paused(claim, "its trigger cannot be read: " + unreadable.get());
    }
    if (beginsTooEarly(first)) {
      return beginAfterLast();
    }
    Instant upTo = now.isBefore(first) ? first : now;
    boolean settled = skipBeyondGrace();
    if (settled && next != null && !next.isAfter(upTo)) {
      coalesce(next, upTo);
    }
    Instant following = next;
    Instant due =
        following == null ? null : Jitter.due(job.generation(), following, trigger.jitter());
    return new FireDecision(
        claim, fires, missed, last, following, due, Math.min(room, startable()), null);
  }

  /** Whether a new definition has put the next fire where the job has fired before. */
  private boolean beginsTooEarly(Instant first) {
    Instant before = job.lastFireTime();
    return before != null && !first.isAfter(before);
  }

  /** Moves on to the first fire after the last; a trigger that has none there runs once, late. */
  private FireDecision beginAfterLast() {
    Instant before = Objects.requireNonNull(job.lastFireTime());
    Instant following = trigger.next(before, now);
    if (following != null) {
      FireTimes.requireAfter(trigger, before, following);
      Instant due = Jitter.due(job.generation(), following, trigger.jitter());
      return new FireDecision(claim, fires, missed, null, following, due, 0, null);
    }
    Instant once = before.plusMillis(1);
    fires = plus(fires, new PlannedFire(once, once, null, Adjustment.NONE));
    return new FireDecision(claim, fires, missed, once, null, null, 0, null);
  }

  /** How many fires can start at once: none whose jitter lies ahead, and none that is too late. */
  private int startable() {
    Instant announced = job.dueTime();
    Instant upTo = announced == null || announced.isBefore(now) ? now : announced;
    int count = 0;
    for (PlannedFire fire : fires) {
      Instant deadline = fire.deadline();
      if (fire.dueTime().isAfter(upTo)) {
        return count;
      }
      count += deadline != null && deadline.isBefore(now) ? 0 : 1;
    }
    return count;
  }

  /** Records fires older than the grace time; false when there may be more of them. */
  private boolean skipBeyondGrace() {
    Duration grace = job.policy().misfireGraceTime();
    Instant first = next;
    if (grace == null || first == null) {
      return true;
    }
    Instant newestTooLate = now.minus(grace).minusMillis(1);
    if (first.isAfter(newestTooLate)) {
      return true;
    }
    FireSpan span = trigger.span(first, newestTooLate);
    skip(first, span.last(), span.count(), Reason.GRACE);
    advanceBeyond(span.last());
    return span.complete();
  }

  private void coalesce(Instant first, Instant upTo) {
    switch (job.policy().coalesce()) {
      case LATEST -> runLatest(first, upTo);
      case EARLIEST -> {
        run(first);
        skipRest(upTo, Reason.COALESCED);
      }
      case ALL -> runAll(first, upTo);
    }
  }

  private void runLatest(Instant first, Instant upTo) {
    Instant following = trigger.next(first, now);
    if (following == null || following.isAfter(upTo)) {
      run(first, following);
      return;
    }
    FireSpan span = trigger.span(first, upTo);
    if (!span.complete()) {
      skip(first, span.last(), span.count(), Reason.COALESCED);
      advanceBeyond(span.last());
      return;
    }
    if (span.count() > 1) {
      FireSpan earlier = trigger.span(first, span.last().minusMillis(1));
      skip(first, earlier.last(), span.count() - 1, Reason.COALESCED);
    }
    run(span.last());
  }

  private void runAll(Instant first, Instant upTo) {
    @Nullable Instant fire = first;
    int cap = job.policy().maxCatchUp();
    while (fire != null && !fire.isAfter(upTo) && fires.size() < cap) {
      run(fire);
      fire = next;
    }
    skipRest(upTo, Reason.CATCH_UP_CAP);
  }

  private void skipRest(Instant upTo, Reason reason) {
    Instant first = next;
    if (first != null && !first.isAfter(upTo)) {
      FireSpan span = trigger.span(first, upTo);
      skip(first, span.last(), span.count(), reason);
      advanceBeyond(span.last());
    }
  }

  private void run(Instant fire) {
    run(fire, trigger.next(fire, now));
  }

  private void run(Instant fire, @Nullable Instant following) {
    JobPolicy policy = job.policy();
    Duration grace = policy.misfireGraceTime();
    Instant due = dueTime(fire);
    Instant deadline = grace == null ? null : due.plus(grace);
    fires = plus(fires, new PlannedFire(fire, due, deadline, trigger.adjustment(fire)));
    advance(fire, following);
  }

  /** A fire that was announced keeps the due time that was announced. */
  private Instant dueTime(Instant fire) {
    Instant announced = job.dueTime();
    return announced != null && fire.equals(job.nextFireTime())
        ? announced
        : Jitter.due(job.generation(), fire, trigger.jitter());
  }

  private void skip(Instant first, Instant lastSkipped, long count, Reason reason) {
    missed =
        plus(
            missed, new MissedRange(job.id(), job.generation(), first, lastSkipped, count, reason));
  }

  /** Most lists have one element at most, and those need no copy later. */
  private static <T> List<T> plus(List<T> list, T added) {
    if (list.isEmpty()) {
      return List.of(added);
    }
    List<T> longer = list.size() == 1 ? new ArrayList<>(list) : list;
    longer.add(added);
    return longer;
  }

  private void advanceBeyond(Instant fire) {
    advance(fire, trigger.next(fire, now));
  }

  private void advance(Instant fire, @Nullable Instant following) {
    if (following != null) {
      FireTimes.requireAfter(trigger, fire, following);
    }
    last = fire;
    next = following;
  }
}
