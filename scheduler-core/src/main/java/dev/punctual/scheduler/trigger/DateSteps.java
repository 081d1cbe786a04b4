package dev.punctual.scheduler.trigger;

import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The dates of a calendar interval. A step adds the months, keeping the day of the month and
 * repeating until such a date exists (31 January + 1 month = 31 March), and then the days.
 */
record DateSteps(LocalDate start, Period period) {

  private static final int LAST_YEAR = 9999;

  /** The first date of the sequence that is not before {@code date}; null beyond the year 9999. */
  @Nullable LocalDate onOrAfter(LocalDate date) {
    if (!date.isAfter(start)) {
      return start;
    }
    long months = period.toTotalMonths();
    long days = period.get(ChronoUnit.DAYS);
    if (months == 0) {
      long gap = date.toEpochDay() - start.toEpochDay();
      return bounded(start.plusDays((gap + days - 1) / days * days));
    }
    if (days == 0) {
      return onOrAfter(date, months);
    }
    @Nullable LocalDate next = start;
    while (next != null && next.isBefore(date)) {
      next = after(next);
    }
    return next;
  }

  private @Nullable LocalDate onOrAfter(LocalDate date, long months) {
    long whole = (monthIndex(date) - monthIndex(start)) / months;
    for (long n = whole; ; n++) {
      LocalDate next = start.plusMonths(n * months);
      if (next.getYear() > LAST_YEAR) {
        return null;
      }
      if (next.getDayOfMonth() == start.getDayOfMonth() && !next.isBefore(date)) {
        return next;
      }
    }
  }

  /** The date that follows {@code date} in any sequence with this period; null beyond 9999. */
  @Nullable LocalDate after(LocalDate date) {
    long months = period.toTotalMonths();
    LocalDate next = date.plusMonths(months);
    for (long n = 2; next.getDayOfMonth() != date.getDayOfMonth(); n++) {
      if (next.getYear() > LAST_YEAR) {
        return null;
      }
      next = date.plusMonths(n * months);
    }
    return next.getYear() > LAST_YEAR ? null : bounded(next.plusDays(period.get(ChronoUnit.DAYS)));
  }

  private static long monthIndex(LocalDate date) {
    return date.getYear() * 12L + date.getMonthValue();
  }

  private static @Nullable LocalDate bounded(LocalDate date) {
    return date.getYear() > LAST_YEAR ? null : date;
  }
}
