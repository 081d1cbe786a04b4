package dev.punctual.scheduler.internal.cron;

/**
 * Reads days that depend on the month: {@code L}, {@code L-3}, {@code LW}, {@code 15W}, {@code 6L}
 * and {@code 6#3} of Quartz and Spring; {@code last}, {@code last fri} and {@code 2nd mon} of
 * APScheduler.
 */
final class SpecialDays {

  private static final String[] ORDINALS = {"1st", "2nd", "3rd", "4th", "5th"};

  private final CronDialect dialect;
  private final TextCursor cursor;
  private final Unit unit;
  private final FieldValues values;

  SpecialDays(CronDialect dialect, TextCursor cursor, Unit unit, FieldValues values) {
    this.dialect = dialect;
    this.cursor = cursor;
    this.unit = unit;
    this.values = values;
  }

  boolean dayField() {
    return unit == Unit.DAY || unit == Unit.WEEKDAY;
  }

  /** Takes a special day that begins here; false when a plain value does. */
  boolean accept() {
    if (!dayField()) {
      return false;
    }
    if (dialect.extended()) {
      return unit == Unit.DAY ? acceptFromLast() : acceptSaturday();
    }
    return unit == Unit.DAY && (acceptLast() || (dialect.apscheduler() && acceptOrdinal()));
  }

  private boolean acceptFromLast() {
    if (!cursor.acceptLetter('L')) {
      return false;
    }
    int before = 0;
    if (cursor.accept('-')) {
      int start = cursor.at;
      before = cursor.number(unit.label);
      if (before > 30) {
        throw cursor.error(start, unit.label + ": L-" + before + " is below L-30; use L-1 to L-30");
      }
    }
    if (cursor.acceptLetter('W')) {
      values.workdaysFromLast |= 1 << before;
    } else {
      values.fromLast |= 1 << before;
    }
    return true;
  }

  /** A lone L in Quartz's day of week is its last day, Saturday. */
  private boolean acceptSaturday() {
    int start = cursor.at;
    if (!cursor.acceptLetter('L')) {
      return false;
    }
    if (dialect == CronDialect.SPRING) {
      throw cursor.error(start, unit.label + ": L needs a weekday before it, such as 5L or FRIL");
    }
    values.bits |= 1L << dialect.maxWeekday;
    return true;
  }

  private boolean acceptLast() {
    if (!cursor.acceptWord("last")) {
      return false;
    }
    if (atWeekdayName()) {
      values.lastWeekdays |= 1 << weekdayName();
    } else {
      values.fromLast |= 1;
    }
    return true;
  }

  private boolean acceptOrdinal() {
    for (int n = 0; n < ORDINALS.length; n++) {
      if (cursor.acceptWord(ORDINALS[n])) {
        values.nth |= 1L << (7 * n + weekdayName());
        return true;
      }
    }
    return false;
  }

  private boolean atWeekdayName() {
    if (dialect != CronDialect.FIELDS) {
      return false;
    }
    cursor.skipSpaces();
    return cursor.atLetter();
  }

  private int weekdayName() {
    cursor.skipSpaces();
    int start = cursor.at;
    int weekday = CronNames.weekday(cursor.threeLetters());
    cursor.at += 3;
    if (weekday < 0 || cursor.atLetter()) {
      throw cursor.error(start, unit.label + ": a weekday name is expected here, such as fri");
    }
    return weekday;
  }

  /** Takes a W, L or # that follows a value. */
  boolean acceptAfter(int value, boolean named) {
    if (!dialect.extended() || !dayField()) {
      return false;
    }
    if (unit == Unit.DAY) {
      if (cursor.acceptLetter('W')) {
        values.workdays |= 1 << value;
        return true;
      }
      return false;
    }
    if (cursor.acceptLetter('L')) {
      values.lastWeekdays |= 1 << dialect.weekdayOf(value);
      return true;
    }
    return cursor.accept('#') && addNth(value);
  }

  private boolean addNth(int value) {
    int start = cursor.at;
    int n = cursor.number(unit.label);
    if (n < 1 || n > 5) {
      throw cursor.error(start, unit.label + ": #" + n + " does not exist; use #1 to #5");
    }
    values.nth |= 1L << (7 * (n - 1) + dialect.weekdayOf(value));
    return true;
  }

  boolean letterMayFollowName() {
    return dialect.extended() && unit == Unit.WEEKDAY && (cursor.peek() | 0x20) == 'l';
  }

  /** Why a word is no value of this field. */
  String hint() {
    if (unit == Unit.WEEKDAY) {
      return "unknown name; use mon, tue, wed, thu, fri, sat or sun";
    }
    if (unit == Unit.MONTH) {
      return "unknown name; use jan, feb, mar and so on";
    }
    return unexpected();
  }

  /** Why the next character cannot stand where it does. */
  String unexpected() {
    char next = cursor.peek();
    if (dayField() && !dialect.extended() && "?#LW".indexOf(next) >= 0 && !cursor.done()) {
      return "'" + next + "' is only understood in the dialects quartz and spring";
    }
    return "unexpected "
        + cursor.found()
        + "; use values, ranges and steps such as "
        + (dialect.apscheduler() ? "*, 5, 1-5, */5 or 1-5/2" : "*, 5, 1-5, */5 or 5/10");
  }
}
