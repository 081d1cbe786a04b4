package dev.punctual.scheduler.trigger;

/** What happens to a local time that a clock change leaves out. */
public enum Gap {
  /**
   * {@link #SKIP} for a cron schedule whose hour field admits all 24 hours, since it follows
   * elapsed time; {@link #SHIFT_FORWARD} for all others.
   */
  AUTO,
  /** Moved forward by the length of the gap, as RFC 5545 §3.3.5 reads such a time. */
  SHIFT_FORWARD,
  /** The first match in the gap is moved forward by its length, the others are left out. */
  SHIFT_FIRST,
  /** Moved to the instant at which the gap ends; several matches become one fire. */
  NEXT_VALID,
  /** Left out. */
  SKIP,
  /**
   * The rule of cron(8): {@link #NEXT_VALID} when neither the hour nor the minute field begins with
   * {@code *}, else {@link #SKIP}.
   */
  UNIX
}
