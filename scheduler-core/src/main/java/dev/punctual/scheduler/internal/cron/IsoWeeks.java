package dev.punctual.scheduler.internal.cron;

/** Where in a year the weeks of ISO 8601 can lie. */
final class IsoWeeks {

  /** The first Monday of week 1 lies at most this many days before or after 1 January. */
  private static final int EARLIEST = -3;

  private static final int LATEST = 3;

  /** Bit m of element w is set when week w can have a day in month m. */
  private static final short[] MONTHS = new short[54];

  static {
    for (int week = 1; week <= 53; week++) {
      int monday = 7 * (week - 1);
      for (int day = monday + EARLIEST; day <= monday + LATEST + 6; day++) {
        MONTHS[week] |= (short) (1 << month(day, false) | 1 << month(day, true));
      }
    }
  }

  private IsoWeeks() {}

  private static int month(int dayOfYear, boolean leap) {
    if (dayOfYear < 0) {
      return 12;
    }
    return dayOfYear < (leap ? 366 : 365) ? CivilDays.month(dayOfYear, leap) : 1;
  }

  /** The months that can contain a day of one of the weeks, bit m for month m. */
  static int months(long weeks) {
    int months = 0;
    for (long bits = weeks; bits != 0; bits &= bits - 1) {
      months |= MONTHS[Long.numberOfTrailingZeros(bits)];
    }
    return months;
  }
}
