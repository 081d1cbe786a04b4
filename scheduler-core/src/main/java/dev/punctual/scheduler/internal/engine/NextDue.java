package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatch loop knows of when its store has work, and how long it may sleep therefore. Used
 * by that loop, but for {@link #hint} and {@link #forget}.
 *
 * <p>Due work is claimed as early as the store's look-ahead allows, but only when the first of it
 * is due within half of that: so work which is due one after the other is claimed many at a time
 * and still well ahead.
 */
final class NextDue {

  private static final long NOTHING = Long.MAX_VALUE;
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long SHORT_OF = Duration.ofSeconds(1).toNanos();
  private static final Duration FAR = Duration.ofDays(1);

  private final JobStore store;
  private final AtomicLong nextMillis = new AtomicLong(UNKNOWN);
  private volatile boolean urgent; // a hint told of work for which there may have been no room
  private volatile long leftMillis = NOTHING; // what is due first and cannot be claimed ahead
  private long horizonMillis; // until when the claims of a round have looked

  NextDue(JobStore store) {
    this.store = store;
  }

  /**
   * Takes note that work may be due at {@code due}; for any thread.
   *
   * @return whether the loop is to look: that is earlier than was known, or when all that was known
   *     is work which could not be claimed ahead, or the first such hint while nothing is known
   */
  boolean hint(Instant due) {
    long millis = due.toEpochMilli();
    long known = nextMillis.get();
    boolean isFirst = !urgent && isSoon(due, known);
    if (isFirst) {
      urgent = true;
    }
    if (known == UNKNOWN) {
      return isFirst;
    }
    if (known == millis && leftMillis == millis) {
      leftMillis = NOTHING;
      return true;
    }
    return known > millis && nextMillis.getAndAccumulate(millis, Math::min) > millis;
  }

  private boolean isSoon(Instant due, long known) {
    long ahead = aheadNanos();
    return ahead == 0 ? known == UNKNOWN : !store.now().plusNanos(ahead).isBefore(due);
  }

  /** Something may be due at any time; for any thread. */
  void forget() {
    nextMillis.set(UNKNOWN);
  }

  /** Whether a hint told of work that is due soon and may not have been looked at since. */
  boolean isUrgent() {
    return urgent;
  }

  /** Everything that hints told of has been looked at. */
  void calm() {
    urgent = false;
  }

  /** The claims of a round begin. */
  void begin() {
    nextMillis.set(NOTHING);
    horizonMillis = NOTHING;
  }

  /** A claim has left what is due at {@code due} and later; answers that in milliseconds. */
  long left(Instant storeNow, @Nullable Instant due) {
    Instant horizon = storeNow.plus(store.traits().lookAhead());
    horizonMillis = Math.min(horizonMillis, horizon.toEpochMilli());
    return due == null ? NOTHING : due.toEpochMilli();
  }

  /** The claims of a round have ended, and left nothing that is due before {@code millis}. */
  void end(long millis) {
    leftMillis = millis <= horizonMillis ? millis : NOTHING;
    nextMillis.accumulateAndGet(millis, Math::min);
  }

  /** Whether something is due that is to be claimed now, or it is not known what is due. */
  boolean isDue() {
    return nanosUntilDue() <= aheadNanos();
  }

  /**
   * How long to sleep at most. What was left although the claims looked so far cannot be claimed
   * ahead; it is waited for, but no longer than what is due after it can wait. A distant due time
   * is approached in steps, so that a clock which is slewed meanwhile does no harm.
   */
  long waitNanos() {
    long due = nanosUntilDue();
    if (due <= 0) {
      return 0;
    }
    long ahead = aheadNanos();
    boolean isLeft = ahead > 0 && nextMillis.get() == leftMillis;
    long nanos = isLeft ? Math.min(due, ahead) : Math.max(0, due - ahead);
    return nanos > 2 * SHORT_OF ? nanos - SHORT_OF : nanos;
  }

  private long aheadNanos() {
    return store.traits().lookAhead().toNanos() / 2;
  }

  /** Nanoseconds until something is due; 0 or less if it is, or if that is not known. */
  private long nanosUntilDue() {
    long due = nextMillis.get();
    if (due == NOTHING || due == UNKNOWN) {
      return due;
    }
    Duration ahead = Duration.between(store.now(), Instant.ofEpochMilli(due));
    return ahead.compareTo(FAR) > 0 ? FAR.toNanos() : ahead.toNanos();
  }
}
