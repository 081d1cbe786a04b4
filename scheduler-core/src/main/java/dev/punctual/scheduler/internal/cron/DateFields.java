package dev.punctual.scheduler.internal.cron;

import org.jspecify.annotations.Nullable;

/** The dates that a schedule admits: year, month, day, ISO week and weekday together. */
final class DateFields {

  /** No such day. */
  static final int NONE = Integer.MAX_VALUE;

  /** How many months a search visits at most: one Gregorian cycle of 400 years. */
  static final int MAX_MONTHS = 4_800;

  static final long EVERY_WEEK = (1L << 54) - 2;
  static final int EVERY_MONTH = (1 << 13) - 2;

  private static final int LAST_DAY = CivilDays.yearStart(YearSet.LAST + 1) - 1;

  private final @Nullable YearSet years;
  private final int months;

  /** The admitted months that can contain a day of an admitted week. */
  private final int searched;

  private final DaySet days;
  private final DaySet weekdays;
  private final long weeks;
  private final boolean either;
  private final boolean everyDay;
  private final int plainWeekdays;

  /**
   * @param years the admitted years, or null for all
   * @param months bit m for month m
   * @param weeks bit w for ISO week w
   * @param either whether a day need only match one of {@code days} and {@code weekdays}
   */
  DateFields(
      @Nullable YearSet years,
      int months,
      DaySet days,
      DaySet weekdays,
      long weeks,
      boolean either) {
    this.years = years;
    this.months = months;
    this.searched = months & (weeks == EVERY_WEEK ? EVERY_MONTH : IsoWeeks.months(weeks));
    this.days = days;
    this.weekdays = weekdays;
    this.weeks = weeks;
    this.either = either;
    boolean allMonths = years == null && months == EVERY_MONTH && weeks == EVERY_WEEK;
    boolean first = days.everyDay();
    boolean second = weekdays.everyDay();
    this.everyDay = allMonths && (either ? first || second : first && second);
    boolean weekly = allMonths && !either && first && weekdays.onlyWeekdays();
    this.plainWeekdays = everyDay ? DaySet.EVERY_WEEKDAY : weekly ? weekdays.weekdays() : 0;
  }

  boolean everyDay() {
    return everyDay;
  }

  /**
   * Whether the dates exist: some year has them, and the years asked for have such a day of such a
   * month. Years in which that day only falls on another weekday make a schedule that is over, not
   * one that is wrong.
   */
  boolean possible() {
    if (next(0) != NONE) {
      return true;
    }
    DaySet every = DaySet.weekdays(DaySet.EVERY_WEEKDAY);
    return years != null
        && new DateFields(null, months, days, weekdays, weeks, either).next(0) != NONE
        && new DateFields(years, months, days, every, EVERY_WEEK, either).next(0) != NONE;
  }

  boolean matches(int day) {
    if (plainWeekdays != 0) {
      return (plainWeekdays >>> CivilDays.weekday(day) & 1) != 0 && day <= LAST_DAY;
    }
    return next(day) == day;
  }

  /** The first admitted day that is not before {@code day}, or {@link #NONE}. */
  int next(int day) {
    if (plainWeekdays != 0) {
      int fromHere = (plainWeekdays | plainWeekdays << 7) >>> CivilDays.weekday(day);
      int next = day + Integer.numberOfTrailingZeros(fromHere);
      return next <= LAST_DAY ? next : NONE;
    }
    return next(new MonthWalk(day));
  }

  /** The same search, leaving the number of months it visited in {@code walk}. */
  int next(MonthWalk walk) {
    while (walk.visited < MAX_MONTHS && walk.enter(years, searched)) {
      int mask = mask(walk) & -1 << walk.fromDay;
      if (mask != 0) {
        return walk.firstDay() - 1 + Integer.numberOfTrailingZeros(mask);
      }
      walk.leave();
    }
    return NONE;
  }

  /** How many admitted days lie in {@code [from, to)}. */
  long count(int from, int to) {
    if (everyDay) {
      return Math.max(0, Math.min(to, LAST_DAY + 1) - from);
    }
    long count = 0;
    MonthWalk walk = new MonthWalk(from);
    while (walk.enter(years, searched) && walk.firstDay() + walk.fromDay - 1 < to) {
      int mask = mask(walk) & -1 << walk.fromDay;
      int past = to - walk.firstDay() + 1;
      count += Integer.bitCount(past > 31 ? mask : mask & (1 << past) - 1);
      walk.leave();
    }
    return count;
  }

  /** The dates in plain English with a leading space; empty when every day is admitted. */
  String describe() {
    boolean anyDay = days.everyDay();
    boolean anyWeekday = weekdays.everyDay();
    String on = "";
    if (!anyDay && !anyWeekday) {
      on =
          DateEnglish.days(days) + (either ? " or on " : ", only on ") + DateEnglish.days(weekdays);
    } else if (!either && !(anyDay && anyWeekday)) {
      on = DateEnglish.days(anyDay ? weekdays : days);
    }
    return (on.isEmpty() ? "" : " on " + on) + DateEnglish.seasons(months, weeks, years);
  }

  private int mask(MonthWalk walk) {
    int firstDay = walk.firstDay();
    int firstWeekday = CivilDays.weekday(firstDay);
    int length = walk.length();
    int mask = days.mask(firstWeekday, length);
    int other = weekdays.mask(firstWeekday, length);
    mask = either ? mask | other : mask & other;
    return weeks == EVERY_WEEK || mask == 0 ? mask : mask & weekMask(firstDay, firstWeekday);
  }

  /** The days of the month whose ISO 8601 week is admitted. */
  private int weekMask(int firstDay, int firstWeekday) {
    int mask = 0;
    for (int monday = 1 - firstWeekday; monday <= 31; monday += 7) {
      int thursday = firstDay + monday + 2;
      int week = (thursday - CivilDays.yearStart(CivilDays.year(thursday))) / 7 + 1;
      if ((weeks >>> week & 1) != 0) {
        mask |= monday < 0 ? 0x7F >>> -monday : 0x7F << monday;
      }
    }
    return mask;
  }
}
