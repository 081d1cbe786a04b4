package dev.punctual.scheduler.internal.cron;

/**
 * The local time that a fire stands for.
 *
 * @param local the time that the schedule names, in local seconds since 1970
 */
public record Reading(Kind kind, long local) {

  /** How the local time relates to a clock change. */
  public enum Kind {
    /** It occurs once. */
    PLAIN,
    /** It does not occur. */
    SHIFTED,
    /** It occurs twice, this is the first. */
    FIRST_PASS,
    /** It occurs twice, this is the second. */
    SECOND_PASS
  }
}
