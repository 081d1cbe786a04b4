package dev.punctual.scheduler.internal.cron;

/**
 * The days that one field of a schedule admits in a month, as bits. Everything is relative to the
 * month, so a set is evaluated once per month into a mask whose bit d stands for day d.
 *
 * @param days days of the month, bit d for day d
 * @param fromLast days before the last day of the month, bit 0 for the last day itself
 * @param workdays bit d for the weekday (Monday to Friday) nearest to day d within the month
 * @param workdaysFromLast the same counted from the last day, bit 0 for the last day
 * @param weekdays bit 0 for every Monday to bit 6 for every Sunday
 * @param nth bit 7 × (n − 1) + w for the n-th weekday w of the month
 * @param lastWeekdays bit w for the last weekday w of the month
 */
record DaySet(
    int days,
    int fromLast,
    int workdays,
    int workdaysFromLast,
    int weekdays,
    long nth,
    int lastWeekdays) {

  static final int EVERY_WEEKDAY = 0x7F;
  private static final int EVERY_DAY = 0xFFFFFFFE;
  private static final long WEEKLY = 1L | 1L << 7 | 1L << 14 | 1L << 21 | 1L << 28;

  /** The days that fall on some weekdays, bit 0 for Monday. */
  static DaySet weekdays(int weekdays) {
    return new DaySet(0, 0, 0, 0, weekdays, 0, 0);
  }

  /** Whether every day of every month is admitted. */
  boolean everyDay() {
    return days == EVERY_DAY || weekdays == EVERY_WEEKDAY;
  }

  /** Whether the set consists of plain weekdays only. */
  boolean onlyWeekdays() {
    return (days | fromLast | workdays | workdaysFromLast | lastWeekdays) == 0 && nth == 0;
  }

  /** The admitted days of a month, bit d for day d. */
  int mask(int firstWeekday, int length) {
    int mask = days;
    if (weekdays != 0) {
      mask |= weekly(weekdays, firstWeekday);
    }
    if (!simple()) {
      mask |= special(firstWeekday, length);
    }
    return mask & (EVERY_DAY >>> (31 - length) & EVERY_DAY);
  }

  private boolean simple() {
    return (fromLast | workdays | workdaysFromLast | lastWeekdays) == 0 && nth == 0;
  }

  private static int weekly(int weekdays, int firstWeekday) {
    int fromFirst = ((weekdays | (weekdays << 7)) >>> firstWeekday) & EVERY_WEEKDAY;
    return (int) ((fromFirst * WEEKLY) << 1);
  }

  private int special(int firstWeekday, int length) {
    int mask = 0;
    for (int bits = fromLast; bits != 0; bits &= bits - 1) {
      mask |= day(length - Integer.numberOfTrailingZeros(bits));
    }
    for (int bits = workdays; bits != 0; bits &= bits - 1) {
      mask |= workday(Integer.numberOfTrailingZeros(bits), firstWeekday, length);
    }
    for (int bits = workdaysFromLast; bits != 0; bits &= bits - 1) {
      mask |= workday(length - Integer.numberOfTrailingZeros(bits), firstWeekday, length);
    }
    for (long bits = nth; bits != 0; bits &= bits - 1) {
      int bit = Long.numberOfTrailingZeros(bits);
      mask |= day(first(bit % 7, firstWeekday) + bit / 7 * 7);
    }
    for (int bits = lastWeekdays; bits != 0; bits &= bits - 1) {
      int first = first(Integer.numberOfTrailingZeros(bits), firstWeekday);
      mask |= day(first + (length - first) / 7 * 7);
    }
    return mask;
  }

  private static int first(int weekday, int firstWeekday) {
    return 1 + (weekday - firstWeekday + 7) % 7;
  }

  private static int workday(int day, int firstWeekday, int length) {
    if (day < 1 || day > length) {
      return 0;
    }
    int weekday = (firstWeekday + day - 1) % 7;
    if (weekday == 5) {
      return day(day == 1 ? 3 : day - 1);
    }
    if (weekday == 6) {
      return day(day == length ? day - 2 : day + 1);
    }
    return day(day);
  }

  private static int day(int day) {
    return day < 1 || day > 31 ? 0 : 1 << day;
  }
}
