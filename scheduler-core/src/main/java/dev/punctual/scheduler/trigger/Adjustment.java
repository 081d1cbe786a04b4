package dev.punctual.scheduler.trigger;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What a clock change did to one fire.
 *
 * @param kind how the fire relates to the clock change
 * @param nominal the local date and time that the schedule names, present only when the fire was
 *     {@linkplain Kind#GAP_SHIFTED shifted}: its date is the fire's nominal date, even when the
 *     shift crossed midnight
 */
public record Adjustment(Kind kind, @Nullable LocalDateTime nominal) {

  /** The fire happens at the local time that the schedule names, which occurs once that day. */
  public static final Adjustment NONE = new Adjustment(Kind.NONE, null);

  static final Adjustment FIRST_PASS = new Adjustment(Kind.OVERLAP_FIRST, null);
  static final Adjustment SECOND_PASS = new Adjustment(Kind.OVERLAP_SECOND, null);

  /** The relation between a fire and the clock change nearest to it. */
  public enum Kind {
    /** No clock change involved. */
    NONE,
    /** The named local time does not occur; the fire was moved forward. */
    GAP_SHIFTED,
    /** The named local time occurs twice; this is the first of the two. */
    OVERLAP_FIRST,
    /** The named local time occurs twice; this is the second of the two. */
    OVERLAP_SECOND
  }
}
