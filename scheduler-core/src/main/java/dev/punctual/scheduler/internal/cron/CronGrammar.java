package dev.punctual.scheduler.internal.cron;

import dev.punctual.scheduler.trigger.TriggerSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a whole schedule in one of the dialects. */
public final class CronGrammar {

  private static final Map<String, String> MACROS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private final CronDialect dialect;
  private final TextCursor cursor;
  private final @Nullable FieldValues[] fields = new @Nullable FieldValues[Unit.COUNT];

  CronGrammar(CronDialect dialect, TextCursor cursor) {
    this.dialect = dialect;
    this.cursor = cursor;
  }

  /**
   * The schedule that {@code text} describes.
   *
   * @param text at most {@value CronDialect#MAX_LENGTH} characters
   * @throws TriggerSyntaxException if the text breaks the dialect's grammar or can never match
   */
  public static CronFields parse(CronDialect dialect, String text) {
    if (text.length() > CronDialect.MAX_LENGTH) {
      throw new TriggerSyntaxException(
          text,
          CronDialect.MAX_LENGTH + 1,
          "a schedule has at most " + CronDialect.MAX_LENGTH + " characters");
    }
    return new CronGrammar(dialect, new TextCursor(macro(dialect, text))).read();
  }

  private static String macro(CronDialect dialect, String text) {
    if (text.indexOf('@') != 0) {
      return text;
    }
    String five = MACROS.get(text);
    if (five == null || (dialect != CronDialect.CRONTAB && dialect != CronDialect.SPRING)) {
      throw new TriggerSyntaxException(
          text,
          1,
          text.equals("@reboot")
              ? "a trigger cannot see a restart; use DateTrigger.now() when the application starts"
              : "this macro is unknown; crontab and spring know @yearly, @annually, @monthly,"
                  + " @weekly, @daily, @midnight and @hourly");
    }
    return dialect == CronDialect.SPRING ? "0 " + five : five;
  }

  CronFields read() {
    if (dialect == CronDialect.FIELDS) {
      readNamed();
      new FieldDefaults(dialect).apply(fields);
    } else {
      readPositional();
    }
    CronFields schedule = build();
    if (!schedule.possible()) {
      throw cursor.error(
          0,
          "this schedule can never fire: no date from 1970 to 9999 matches its day, month, year and"
              + " weekday together, as with 30 February");
    }
    return schedule;
  }

  private void readPositional() {
    String text = cursor.text;
    int count = 0;
    int at = 0;
    while (true) {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        break;
      }
      int start = at;
      while (at < text.length() && !isSpace(text.charAt(at))) {
        at++;
      }
      if (count == dialect.order.size()) {
        throw wrongCount(start, count + 1 + " or more");
      }
      readField(dialect.order.get(count), start, at);
      count++;
    }
    cursor.steps += text.length();
    if (count < dialect.order.size() && (dialect != CronDialect.QUARTZ || count < 6)) {
      throw wrongCount(text.length(), String.valueOf(count));
    }
    if (dialect == CronDialect.QUARTZ && value(Unit.DAY).open == value(Unit.WEEKDAY).open) {
      throw cursor.error(
          0, "exactly one of day of month and day of week must be '?' in the dialect quartz");
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private RuntimeException wrongCount(int index, String count) {
    String wanted =
        switch (dialect) {
          case QUARTZ -> "6 or 7 fields (second minute hour day month weekday year)";
          case SPRING -> "6 fields (second minute hour day month weekday)";
          default -> "5 fields (minute hour day month weekday)";
        };
    String remedy =
        dialect.extended()
            ? "; five-field texts belong to crontab"
            : "; texts with seconds belong to quartz or spring";
    return cursor.error(
        index, "the dialect " + dialect.kind() + " has " + wanted + ", found " + count + remedy);
  }

  private void readField(Unit unit, int start, int end) {
    cursor.at = start;
    cursor.end = end;
    fields[unit.index()] = new FieldReader(dialect, cursor, unit).read();
  }

  /** Reads {@code hour=9 minute=30}; a value runs to the word before the next equals sign. */
  private void readNamed() {
    String text = cursor.text;
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      Unit unit = equals < 0 ? null : named(text.substring(at, equals).strip());
      if (unit == null || fields[unit.index()] != null) {
        throw cursor.error(
            at,
            (unit == null ? "a field name is expected here" : unit.key + " is given twice")
                + "; use year, month, day, week, day_of_week, hour, minute and second once each");
      }
      int next = text.indexOf('=', equals + 1);
      int end = next < 0 ? text.length() : Math.max(equals + 1, text.lastIndexOf(' ', next));
      readField(unit, equals + 1, end);
      at = end;
    }
    cursor.steps += text.length();
  }

  private static @Nullable Unit named(String key) {
    for (int i = 0; i < Unit.COUNT; i++) {
      if (Unit.at(i).key.equals(key)) {
        return Unit.at(i);
      }
    }
    return null;
  }

  private FieldValues value(Unit unit) {
    FieldValues given = fields[unit.index()];
    return given == null ? FieldDefaults.all(dialect, unit) : given;
  }

  private CronFields build() {
    FieldValues day = value(Unit.DAY);
    FieldValues weekday = value(Unit.WEEKDAY);
    FieldValues year = fields[Unit.YEAR.index()] == null ? new FieldValues() : value(Unit.YEAR);
    FieldValues hour = value(Unit.HOUR);
    FieldValues minute = value(Unit.MINUTE);
    boolean either = dialect == CronDialect.CRONTAB && !day.star && !weekday.star;
    DateFields dates =
        new DateFields(
            year.everyYear ? null : year.years,
            (int) value(Unit.MONTH).bits,
            day.days(),
            weekday.weekdays(dialect),
            value(Unit.WEEK).bits,
            either);
    FieldValues second = fields[Unit.SECOND.index()];
    return new CronFields(
        dates,
        (int) hour.bits,
        minute.bits,
        second == null ? 1 : second.bits,
        !hour.star && !minute.star);
  }
}
