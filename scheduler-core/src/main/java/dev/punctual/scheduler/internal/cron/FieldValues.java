package dev.punctual.scheduler.internal.cron;

import org.jspecify.annotations.Nullable;

/** What one field admits, while it is being read. Weekdays count from 0 = Monday. */
final class FieldValues {

  /** Plain values, bit v for value v as the dialect counts; years are kept apart. */
  long bits;

  @Nullable YearSet years;
  boolean everyYear;
  int fromLast;
  int workdays;
  int workdaysFromLast;
  long nth;
  int lastWeekdays;

  /** Whether the text begins with an asterisk, or the field was left out. */
  boolean star;

  /** Whether the text is a question mark. */
  boolean open;

  /** The days of a day-of-month field. */
  DaySet days() {
    return new DaySet((int) bits, fromLast, workdays, workdaysFromLast, 0, nth, lastWeekdays);
  }

  /** The days of a day-of-week field. */
  DaySet weekdays(CronDialect dialect) {
    long plain =
        switch (dialect) {
          case FIELDS, APSCHEDULER -> bits;
          case CRONTAB, SPRING -> ((bits >>> 1) & 0x3F) | (((bits | (bits >>> 7)) & 1) << 6);
          case QUARTZ -> ((bits >>> 2) & 0x3F) | (((bits >>> 1) & 1) << 6);
        };
    return new DaySet(0, 0, 0, 0, (int) plain, nth, lastWeekdays);
  }
}
