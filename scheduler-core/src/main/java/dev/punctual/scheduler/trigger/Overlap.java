package dev.punctual.scheduler.trigger;

/** What happens to a local time that a clock change repeats. */
public enum Overlap {
  /**
   * {@link #BOTH} for a cron schedule whose hour field admits all 24 hours, since it follows
   * elapsed time; {@link #FIRST} for all others.
   */
  AUTO,
  /** Fires in the first pass only. */
  FIRST,
  /** Fires in the second pass only. */
  SECOND,
  /** Fires in both passes. */
  BOTH,
  /**
   * The rule of cron(8): {@link #FIRST} when neither the hour nor the minute field begins with
   * {@code *}, else {@link #BOTH}.
   */
  UNIX
}
