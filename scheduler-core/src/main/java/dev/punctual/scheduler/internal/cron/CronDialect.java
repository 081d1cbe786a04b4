package dev.punctual.scheduler.internal.cron;

import com.google.common.collect.ImmutableList;

/**
 * A way of writing schedules. The same text may mean different times in two dialects, so a dialect
 * is always named and never guessed.
 */
public enum CronDialect {
  /** APScheduler's named fields: {@code hour=9 day_of_week=mon-fri}; 0 = Monday. */
  FIELDS("cron", 0, 6),
  /** APScheduler's five fields; 0 = Monday, all fields must match. */
  APSCHEDULER("apscheduler", 0, 6, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.MONTH, Unit.WEEKDAY),
  /** crontab(5): five fields; 0 and 7 = Sunday, day of month or day of week. */
  CRONTAB("crontab", 0, 7, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.MONTH, Unit.WEEKDAY),
  /** Quartz: six fields and an optional year; 1 = Sunday. */
  QUARTZ(
      "quartz",
      1,
      7,
      Unit.SECOND,
      Unit.MINUTE,
      Unit.HOUR,
      Unit.DAY,
      Unit.MONTH,
      Unit.WEEKDAY,
      Unit.YEAR),
  /** Spring's CronExpression: six fields; 0 and 7 = Sunday, all fields must match. */
  SPRING("spring", 0, 7, Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.MONTH, Unit.WEEKDAY);

  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 256;

  private final String kind;
  final int minWeekday;
  final int maxWeekday;
  final ImmutableList<Unit> order;

  CronDialect(String kind, int minWeekday, int maxWeekday, Unit... order) {
    this.kind = kind;
    this.minWeekday = minWeekday;
    this.maxWeekday = maxWeekday;
    this.order = ImmutableList.copyOf(order);
  }

  /** The word with which a trigger text of this dialect begins. */
  public String kind() {
    return kind;
  }

  /** Whether the grammar is APScheduler's. */
  boolean apscheduler() {
    return this == FIELDS || this == APSCHEDULER;
  }

  /** Whether {@code ?}, {@code L}, {@code W} and {@code #} are part of the grammar. */
  boolean extended() {
    return this == QUARTZ || this == SPRING;
  }

  /** Whether Sunday is 0 and 7. */
  boolean sundayTwice() {
    return maxWeekday == 7 && minWeekday == 0;
  }

  int min(Unit unit) {
    return switch (unit) {
      case YEAR -> YearSet.FIRST;
      case MONTH, DAY, WEEK -> 1;
      case WEEKDAY -> minWeekday;
      case HOUR, MINUTE, SECOND -> 0;
    };
  }

  int max(Unit unit) {
    return switch (unit) {
      case YEAR -> this == QUARTZ ? 2099 : YearSet.LAST;
      case MONTH -> 12;
      case DAY -> 31;
      case WEEK -> 53;
      case WEEKDAY -> maxWeekday;
      case HOUR -> 23;
      case MINUTE, SECOND -> 59;
    };
  }

  /** The dialect's number of a weekday counted from 0 = Monday. */
  int numberOf(int weekday) {
    return switch (this) {
      case FIELDS, APSCHEDULER -> weekday;
      case CRONTAB, SPRING -> (weekday + 1) % 7;
      case QUARTZ -> (weekday + 1) % 7 + 1;
    };
  }

  /** The weekday, counted from 0 = Monday, of one of the dialect's numbers. */
  int weekdayOf(int number) {
    return switch (this) {
      case FIELDS, APSCHEDULER -> number;
      case CRONTAB, SPRING -> (number + 6) % 7;
      case QUARTZ -> (number + 5) % 7;
    };
  }
}
