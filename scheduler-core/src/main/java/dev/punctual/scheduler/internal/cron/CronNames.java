package dev.punctual.scheduler.internal.cron;

/** English names of months and weekdays, three letters each. */
final class CronNames {

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String WEEKDAYS = "montuewedthufrisatsun";
  private static final int[] MONTH_KEYS = keys(MONTHS);
  private static final int[] WEEKDAY_KEYS = keys(WEEKDAYS);

  private CronNames() {}

  private static int[] keys(String names) {
    int[] keys = new int[names.length() / 3];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = names.charAt(3 * i) << 16 | names.charAt(3 * i + 1) << 8 | names.charAt(3 * i + 2);
    }
    return keys;
  }

  /** The month, 1 to 12, of a name that {@link TextCursor#threeLetters} packed; 0 if unknown. */
  static int month(int packed) {
    return indexOf(MONTH_KEYS, packed) + 1;
  }

  /** The weekday, 0 = Monday, of a packed name; −1 if unknown. */
  static int weekday(int packed) {
    return indexOf(WEEKDAY_KEYS, packed);
  }

  private static int indexOf(int[] keys, int packed) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == packed) {
        return i;
      }
    }
    return -1;
  }
}
