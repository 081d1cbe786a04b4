package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says when a job fires: a pure function from the previous nominal fire time to the next one.
 *
 * <p>A trigger is an immutable value. Equal inputs give equal answers on every node, so it never
 * reads a clock, draws a random number or blocks, and any thread may call it. All instants are
 * whole milliseconds of the years 1 to 9999. Jitter is announced by {@link #jitter()} and added by
 * the scheduler afterwards: it never enters the next search.
 *
 * @implSpec Two triggers with the same {@link #text()} are equal. Fires of one trigger are strictly
 *     increasing; a trigger that breaks this pauses its job, it never spins.
 */
public interface Trigger {

  /**
   * The fire that follows {@code previous}, or null when there is none.
   *
   * <p>With a previous fire the answer is the first fire strictly after it and does not depend on
   * {@code now}, so fires missed during downtime are all found. Without one it is the first fire at
   * or after {@code now} that the trigger's bounds admit; a one-shot trigger answers its instant
   * even when that has passed.
   *
   * @param previous the last nominal fire time (without jitter); null before the first fire
   * @param now the store's time, used only when {@code previous} is null
   */
  @Nullable Instant next(@Nullable Instant previous, Instant now);

  /**
   * The text form: short, readable in a database, and read back by {@link Triggers#parse} into an
   * equal trigger. It begins with the trigger's kind in lower case, followed by a space or nothing.
   */
  String text();

  /** A plain English sentence without a full stop, such as {@code every 3 seconds}. */
  default String describe() {
    return text();
  }

  /** Upper bound of the random delay added to each fire; zero by default, never negative. */
  default Duration jitter() {
    return Duration.ZERO;
  }

  /** How a clock change moved {@code fireTime}, one of this trigger's own fire times. */
  default Adjustment adjustment(Instant fireTime) {
    return Adjustment.NONE;
  }

  /**
   * Counts the fires from {@code first} up to and including {@code upTo}.
   *
   * <p>This is how a backlog is measured after downtime, so built-in triggers answer by arithmetic.
   * This default walks {@link #next} and stops after {@value FireSpan#WALK_LIMIT} fires; the answer
   * then is not {@linkplain FireSpan#complete() complete} and the caller asks again from the fire
   * after {@link FireSpan#last()}.
   *
   * @param first a fire time of this trigger, not after {@code upTo}
   */
  default FireSpan span(Instant first, Instant upTo) {
    return FireSpan.walk(this, first, upTo);
  }

  /**
   * The first {@code count} fires at or after {@code from}, as of that instant; fewer when the
   * trigger ends.
   *
   * @param count 0 to 100,000
   */
  default List<PlannedFire> preview(Instant from, int count) {
    if (count < 0 || count > FireSpan.WALK_LIMIT) {
      throw new IllegalArgumentException(
          "count " + count + " must be 0 to " + FireSpan.WALK_LIMIT + "; ask in smaller pages");
    }
    List<PlannedFire> fires = new ArrayList<>();
    @Nullable Instant fire = count == 0 ? null : next(null, from);
    while (fire != null && fires.size() < count) {
      fires.add(new PlannedFire(fire, adjustment(fire)));
      fire = next(fire, from);
    }
    return List.copyOf(fires);
  }

  /** The zone whose clock this trigger reads; empty when it reads none or names none itself. */
  default Optional<ZoneId> zone() {
    return Optional.empty();
  }

  /**
   * This trigger with {@code zone} and {@code dst} wherever it names none itself. The scheduler
   * asks once, when a job is added; a trigger that was never asked reads UTC and {@link
   * DstPolicy#RECOMMENDED}.
   */
  default Trigger withDefaults(ZoneId zone, DstPolicy dst) {
    return this;
  }
}
