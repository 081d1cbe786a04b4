package dev.punctual.scheduler.internal.cron;

import org.jspecify.annotations.Nullable;

/** Reads one field: a comma list of values, ranges, steps and the dialect's special days. */
final class FieldReader {

  private final CronDialect dialect;
  private final TextCursor cursor;
  private final Unit unit;
  private final int min;
  private final int max;
  private final FieldValues values = new FieldValues();
  private final SpecialDays special;
  private boolean named;

  FieldReader(CronDialect dialect, TextCursor cursor, Unit unit) {
    this.dialect = dialect;
    this.cursor = cursor;
    this.unit = unit;
    this.min = dialect.min(unit);
    this.max = dialect.max(unit);
    this.special = new SpecialDays(dialect, cursor, unit, values);
  }

  /** Reads up to the cursor's end. */
  FieldValues read() {
    skipSpaces();
    if (cursor.peek() == '?' && dialect.extended() && special.dayField()) {
      cursor.at++;
      values.open = true;
      values.star = true;
      add(min, max, 1);
      expectEnd();
      return values;
    }
    values.star = cursor.peek() == '*';
    do {
      skipSpaces();
      item();
      skipSpaces();
    } while (cursor.accept(','));
    expectEnd();
    return values;
  }

  private void skipSpaces() {
    if (dialect == CronDialect.FIELDS) {
      cursor.skipSpaces();
    }
  }

  private void expectEnd() {
    if (!cursor.done()) {
      throw unexpected();
    }
  }

  private void item() {
    int start = cursor.at;
    boolean every = cursor.accept('*');
    if (!every && special.accept()) {
      return;
    }
    boolean slash = !every && dialect == CronDialect.QUARTZ && cursor.peek() == '/';
    int low = every || slash ? lowest() : value();
    if (!every && special.acceptAfter(low, named)) {
      return;
    }
    boolean lowNamed = named;
    int high = every ? max : low;
    boolean range = !every && cursor.accept('-');
    if (range) {
      high = value();
      if (dialect.apscheduler() && named != lowNamed) {
        throw cursor.error(start, message("a range has two names or two numbers"));
      }
    }
    int step = 1;
    if (cursor.accept('/')) {
      if (dialect.apscheduler() && (lowNamed || named) && !every) {
        throw cursor.error(cursor.at - 1, message("a step needs numbers, not names"));
      }
      int stepAt = cursor.at;
      step = cursor.number(unit.label);
      high = range ? high : max;
      checkStep(stepAt, step, low, high);
    }
    if (every && step == 1 && unit == Unit.YEAR) {
      values.everyYear = true;
    } else {
      range(start, low, high, step);
    }
  }

  /** Where an asterisk begins: Spring counts the weekdays from Monday, although 0 is Sunday too. */
  private int lowest() {
    return dialect == CronDialect.SPRING && unit == Unit.WEEKDAY ? 1 : min;
  }

  private void checkStep(int at, int step, int low, int high) {
    int widest = dialect.apscheduler() ? high - low : max - min + 1;
    if (step == 0) {
      throw cursor.error(at, message("a step is at least 1"));
    }
    if (low <= high && step > widest) {
      throw cursor.error(
          at,
          message(
              "step "
                  + step
                  + " is larger than the range, "
                  + widest
                  + "; a longer period is an interval trigger"));
    }
  }

  private void range(int start, int low, int high, int step) {
    int first = low;
    int last = high;
    if (low > high && unit == Unit.WEEKDAY && dialect.sundayTwice()) {
      last = high == 0 && named ? 7 : high;
      first = low == 7 && dialect == CronDialect.SPRING ? 0 : low;
    }
    if (first > last && (dialect != CronDialect.QUARTZ || unit == Unit.YEAR)) {
      throw cursor.error(
          start,
          message(
              low
                  + " comes after "
                  + high
                  + "; write two ranges, up to "
                  + max
                  + " and from "
                  + min));
    }
    add(first, last, step);
  }

  /** Adds every {@code step}-th value; a last value below the first wraps round. */
  private void add(int first, int last, int step) {
    if (unit == Unit.YEAR) {
      addYears(first, last, step);
      return;
    }
    int size = max - min + 1;
    int end = last < first ? last + size : last;
    if (step == 1 && end <= max) {
      values.bits |= (-1L >>> (63 - (end - first))) << first;
      return;
    }
    for (int value = first; value <= end; value += step) {
      values.bits |= 1L << (value > max ? value - size : value);
    }
  }

  private void addYears(int first, int last, int step) {
    @Nullable YearSet years = values.years;
    if (years == null) {
      years = new YearSet();
      values.years = years;
    }
    for (int year = first; year <= last; year += step) {
      years.add(year);
    }
  }

  private int value() {
    int start = cursor.at;
    if (cursor.atDigit()) {
      named = false;
      int value = cursor.number(unit.label);
      if (value < min || value > max) {
        throw cursor.error(
            start,
            message(
                value < min
                    ? value + " is below " + min + "; use " + min + "-" + max
                    : value + " is above " + max + "; use " + min + "-" + max));
      }
      return value;
    }
    if (!cursor.atLetter()) {
      throw unexpected();
    }
    int value = name();
    if (value < 0) {
      throw cursor.error(start, message(special.hint()));
    }
    cursor.at += 3;
    if (cursor.atLetter() && !special.letterMayFollowName()) {
      throw cursor.error(start, message("names have three letters, such as " + example()));
    }
    named = true;
    return value;
  }

  private int name() {
    int packed = cursor.threeLetters();
    if (unit == Unit.MONTH) {
      int month = CronNames.month(packed);
      return month == 0 ? -1 : month;
    }
    if (unit == Unit.WEEKDAY) {
      int weekday = CronNames.weekday(packed);
      return weekday < 0 ? -1 : dialect.numberOf(weekday);
    }
    return -1;
  }

  private String example() {
    return unit == Unit.MONTH ? "jan" : "mon";
  }

  private RuntimeException unexpected() {
    return cursor.error(cursor.at, message(special.unexpected()));
  }

  private String message(String rule) {
    return unit.label + ": " + rule;
  }
}
