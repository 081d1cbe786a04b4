package dev.punctual.scheduler.internal.cron;

/**
 * Arithmetic of the proleptic Gregorian calendar on epoch days, for the years 1 to 9999. Weekdays
 * count from 0 = Monday.
 */
final class CivilDays {

  static final int SECONDS = 86_400;

  private static final int EPOCH_FROM_YEAR_ZERO = 719_528;
  private static final int CYCLE_YEARS = 400;
  private static final int CYCLE_DAYS = 146_097;

  /** Days before each month, from January; the second row is for leap years. */
  private static final short[][] BEFORE_MONTH = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}
  };

  private CivilDays() {}

  /** The epoch day of 1 January. */
  static int yearStart(int year) {
    return 365 * year
        + (year + 3) / 4
        - (year + 99) / 100
        + (year + 399) / 400
        - EPOCH_FROM_YEAR_ZERO;
  }

  static int year(int day) {
    long fromYearZero = (long) day + EPOCH_FROM_YEAR_ZERO;
    int year = (int) (fromYearZero * CYCLE_YEARS / CYCLE_DAYS);
    if (day < yearStart(year)) {
      return year - 1;
    }
    return day < yearStart(year + 1) ? year : year + 1;
  }

  /** The month, 1 to 12, of a day counted from 0 = 1 January. */
  static int month(int dayOfYear, boolean leap) {
    short[] before = BEFORE_MONTH[leap ? 1 : 0];
    int guess = dayOfYear / 31;
    return dayOfYear < before[guess + 1] ? guess + 1 : guess + 2;
  }

  static int daysBeforeMonth(int month, boolean leap) {
    return BEFORE_MONTH[leap ? 1 : 0][month - 1];
  }

  static int lengthOfMonth(int month, boolean leap) {
    short[] before = BEFORE_MONTH[leap ? 1 : 0];
    return before[month] - before[month - 1];
  }

  static boolean isLeap(int year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** 0 = Monday to 6 = Sunday; for days from 1970 on. */
  static int weekday(int day) {
    return (day + 3) % 7;
  }
}
