package dev.punctual.scheduler.internal.cron;

import org.jspecify.annotations.Nullable;

/** A walk through the admitted months, from some day on; counts the months it enters. */
final class MonthWalk {

  /** The months entered so far: the cost of a search. */
  int visited;

  /** The first day of the current month that the walk has not passed, from 1. */
  int fromDay;

  private int year;
  private int month;
  private boolean leap;
  private int yearStart;

  MonthWalk(int day) {
    year = CivilDays.year(day);
    settle();
    int dayOfYear = day - yearStart;
    month = CivilDays.month(dayOfYear, leap);
    fromDay = dayOfYear - CivilDays.daysBeforeMonth(month, leap) + 1;
  }

  private void settle() {
    leap = CivilDays.isLeap(year);
    yearStart = CivilDays.yearStart(year);
  }

  /** Moves on to the first admitted month from the current one; false when there is none. */
  boolean enter(@Nullable YearSet years, int months) {
    visited++;
    if (year > YearSet.LAST) {
      return false;
    }
    int wanted = years == null ? Math.max(year, YearSet.FIRST) : years.next(year);
    if (wanted != year) {
      if (!enterYear(wanted)) {
        return false;
      }
      month = 1;
      fromDay = 1;
    }
    int later = months & -1 << month;
    if (later == 0) {
      if (months == 0) {
        return false;
      }
      wanted = years == null ? year + 1 : years.next(year + 1);
      if (!enterYear(wanted)) {
        return false;
      }
      later = months;
      month = 0;
    }
    int entered = Integer.numberOfTrailingZeros(later);
    if (entered != month) {
      month = entered;
      fromDay = 1;
    }
    return true;
  }

  private boolean enterYear(int wanted) {
    if (wanted > YearSet.LAST) {
      return false;
    }
    year = wanted;
    settle();
    return true;
  }

  /** Goes past the current month. */
  void leave() {
    month++;
    fromDay = 1;
  }

  /** The epoch day of the first of the current month. */
  int firstDay() {
    return yearStart + CivilDays.daysBeforeMonth(month, leap);
  }

  int length() {
    return CivilDays.lengthOfMonth(month, leap);
  }
}
