package dev.punctual.scheduler.internal.cron;

/** A field of a schedule. */
enum Unit {
  YEAR("year", "year"),
  MONTH("month", "month"),
  DAY("day", "day of month"),
  WEEK("week", "week"),
  WEEKDAY("day_of_week", "day of week"),
  HOUR("hour", "hour"),
  MINUTE("minute", "minute"),
  SECOND("second", "second");

  static final int COUNT = 8;
  private static final Unit[] ALL = values();

  /** The name of the field in a text of named fields. */
  final String key;

  /** The name of the field in messages. */
  final String label;

  Unit(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** The field that stands at {@code index}, 0 for the year to 7 for the second. */
  static Unit at(int index) {
    return ALL[index];
  }

  /** Where the field stands among all. */
  @SuppressWarnings("EnumOrdinal") // the order of the constants is the order of the fields
  int index() {
    return ordinal();
  }
}
