package dev.punctual.scheduler.internal.cron;

/**
 * The local times that a schedule admits, as bit sets. A local time is counted in seconds from
 * 1970-01-01T00:00 on the wall clock, without regard to any zone.
 */
public final class CronFields {

  /** No such time. */
  static final long NONE = Long.MAX_VALUE;

  private static final int EVERY_HOUR = (1 << 24) - 1;
  private static final int HOUR = 3_600;
  private static final int MINUTE = 60;

  final DateFields dates;
  private final int hours;
  private final long minutes;
  private final long seconds;
  private final boolean fixedTime;
  private final int firstTime;
  private final int firstMinute;
  private final int firstSecond;
  private final int perHour;
  private final int perMinute;
  private final long perDay;

  /**
   * @param hours bit h for hour h
   * @param minutes bit m for minute m
   * @param seconds bit s for second s
   * @param fixedTime whether neither the hour nor the minute field begins with an asterisk
   */
  CronFields(DateFields dates, int hours, long minutes, long seconds, boolean fixedTime) {
    this.dates = dates;
    this.hours = hours;
    this.minutes = minutes;
    this.seconds = seconds;
    this.fixedTime = fixedTime;
    this.firstSecond = Long.numberOfTrailingZeros(seconds);
    this.firstMinute = Long.numberOfTrailingZeros(minutes) * MINUTE + firstSecond;
    this.firstTime = Integer.numberOfTrailingZeros(hours) * HOUR + firstMinute;
    this.perMinute = Long.bitCount(seconds);
    this.perHour = Long.bitCount(minutes) * perMinute;
    this.perDay = (long) Integer.bitCount(hours) * perHour;
  }

  /** Whether the hour field admits all 24 hours, so that the schedule follows elapsed time. */
  boolean everyHour() {
    return hours == EVERY_HOUR;
  }

  /** Whether cron(8) counts this among the jobs at a fixed hour and minute. */
  boolean fixedTime() {
    return fixedTime;
  }

  /** Whether the schedule names dates that exist; see {@link DateFields#possible}. */
  boolean possible() {
    return dates.possible();
  }

  /** A plain English sentence such as {@code at 09:30 on Monday to Friday}. */
  public String describe() {
    TimeEnglish times = new TimeEnglish(hours, minutes, seconds);
    String days = dates.describe();
    return times.words() + (days.isEmpty() && times.listed() ? " every day" : days);
  }

  boolean matches(long local) {
    int day = (int) (local / CivilDays.SECONDS);
    int time = (int) (local - (long) day * CivilDays.SECONDS);
    return nextTime(time) == time && dates.matches(day);
  }

  /** The first admitted time that is not before {@code local}, which is not negative. */
  long next(long local) {
    int day = (int) (local / CivilDays.SECONDS);
    int time = nextTime((int) (local - (long) day * CivilDays.SECONDS));
    int next = dates.next(time < 0 ? day + 1 : day);
    if (next == day) {
      return (long) day * CivilDays.SECONDS + time;
    }
    return next == DateFields.NONE ? NONE : (long) next * CivilDays.SECONDS + firstTime;
  }

  /** The first admitted second of the day that is not before {@code time}, or −1. */
  private int nextTime(int time) {
    int hour = time / HOUR;
    if ((hours >>> hour & 1) != 0) {
      int minute = (time - hour * HOUR) / MINUTE;
      if ((minutes >>> minute & 1) != 0) {
        long laterSeconds = seconds & -1L << (time - hour * HOUR - minute * MINUTE);
        if (laterSeconds != 0) {
          return hour * HOUR + minute * MINUTE + Long.numberOfTrailingZeros(laterSeconds);
        }
      }
      long laterMinutes = minutes & -2L << minute;
      if (laterMinutes != 0) {
        return hour * HOUR + Long.numberOfTrailingZeros(laterMinutes) * MINUTE + firstSecond;
      }
    }
    int laterHours = hours & -2 << hour;
    return laterHours == 0 ? -1 : Integer.numberOfTrailingZeros(laterHours) * HOUR + firstMinute;
  }

  /** How many admitted times lie in {@code [from, to)}. */
  long count(long from, long to) {
    if (to <= from) {
      return 0;
    }
    int firstDay = (int) (from / CivilDays.SECONDS);
    int lastDay = (int) (to / CivilDays.SECONDS);
    long before = dates.matches(firstDay) ? countBefore((int) (from % CivilDays.SECONDS)) : 0;
    long after = dates.matches(lastDay) ? countBefore((int) (to % CivilDays.SECONDS)) : 0;
    return dates.count(firstDay, lastDay) * perDay - before + after;
  }

  private long countBefore(int time) {
    int hour = time / HOUR;
    int minute = time % HOUR / MINUTE;
    int second = time % MINUTE;
    long count = (long) Integer.bitCount(hours & (1 << hour) - 1) * perHour;
    if ((hours >>> hour & 1) != 0) {
      count += (long) Long.bitCount(minutes & (1L << minute) - 1) * perMinute;
      if ((minutes >>> minute & 1) != 0) {
        count += Long.bitCount(seconds & (1L << second) - 1);
      }
    }
    return count;
  }
}
