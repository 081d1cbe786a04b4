package dev.punctual.scheduler.trigger;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A schedule text at midnight and, independently, the dates that it admits. */
record DateModel(String text, Predicate<LocalDate> admits) {

  private static final List<String> NAMES =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /** One day field: its text and the dates that it admits by itself. */
  private record Days(String text, Predicate<LocalDate> admits) {}

  static DateModel random(Samples samples) {
    NavigableSet<Integer> months = samples.values(1, 12);
    Predicate<LocalDate> inMonth = date -> months.contains(date.getMonthValue());
    return switch (samples.random.nextInt(5)) {
      case 0 -> {
        Days days = extendedDays(samples);
        yield new DateModel(
            "quartz 0 0 0 " + days.text + " " + list(months) + " ?", inMonth.and(days.admits));
      }
      case 1 -> {
        Days days = extendedWeekdays(samples);
        yield new DateModel(
            "quartz 0 0 0 ? " + list(months) + " " + days.text, inMonth.and(days.admits));
      }
      case 2 -> {
        Days days = extendedDays(samples);
        NavigableSet<Integer> weekdays = samples.values(1, 7);
        yield new DateModel(
            "spring 0 0 0 " + days.text + " " + list(months) + " " + list(weekdays),
            inMonth.and(days.admits).and(on(weekdays)));
      }
      case 3 -> {
        NavigableSet<Integer> days = samples.values(1, 31);
        NavigableSet<Integer> weekdays = samples.values(1, 7);
        Predicate<LocalDate> day = date -> days.contains(date.getDayOfMonth());
        yield new DateModel(
            "crontab 0 0 " + list(days) + " " + list(months) + " " + list(weekdays),
            inMonth.and(day.or(on(weekdays))));
      }
      default -> named(samples, months);
    };
  }

  private static DateModel named(Samples samples, Set<Integer> months) {
    Days days = namedDays(samples);
    NavigableSet<Integer> weeks = samples.values(1, 53);
    NavigableSet<Integer> weekdays = samples.values(1, 7);
    int firstYear = 1990 + samples.random.nextInt(60);
    int lastYear = firstYear + 1 + samples.random.nextInt(60);
    String text =
        "cron year=%d-%d month=%s day=%s week=%s day_of_week=%s"
            .formatted(
                firstYear, lastYear, list(months), days.text, compact(weeks), zeroBased(weekdays));
    return new DateModel(
        text,
        days.admits
            .and(on(weekdays))
            .and(date -> months.contains(date.getMonthValue()))
            .and(date -> weeks.contains(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)))
            .and(date -> date.getYear() >= firstYear && date.getYear() <= lastYear));
  }

  private static String zeroBased(Set<Integer> weekdays) {
    return list(weekdays.stream().map(day -> day - 1).collect(Collectors.toSet()));
  }

  private static Days extendedDays(Samples samples) {
    int n = 1 + samples.random.nextInt(31);
    return switch (samples.random.nextInt(5)) {
      case 0 -> new Days("L", date -> date.getDayOfMonth() == date.lengthOfMonth());
      case 1 ->
          new Days("L-" + (n - 1), date -> date.getDayOfMonth() == date.lengthOfMonth() - (n - 1));
      case 2 ->
          new Days(
              "LW", date -> date.equals(workday(date.with(TemporalAdjusters.lastDayOfMonth()))));
      case 3 ->
          new Days(
              n + "W",
              date -> n <= date.lengthOfMonth() && date.equals(workday(date.withDayOfMonth(n))));
      default -> new Days(String.valueOf(n), date -> date.getDayOfMonth() == n);
    };
  }

  private static LocalDate workday(LocalDate date) {
    LocalDate day = date;
    if (date.getDayOfWeek() == DayOfWeek.SATURDAY) {
      day = date.minusDays(1);
    } else if (date.getDayOfWeek() == DayOfWeek.SUNDAY) {
      day = date.plusDays(1);
    }
    if (day.getMonth() != date.getMonth()) {
      day = day.isBefore(date) ? date.plusDays(2) : date.minusDays(2);
    }
    return day;
  }

  private static Days extendedWeekdays(Samples samples) {
    DayOfWeek weekday = DayOfWeek.of(1 + samples.random.nextInt(7));
    int number = weekday.getValue() % 7 + 1;
    int n = 1 + samples.random.nextInt(5);
    return switch (samples.random.nextInt(3)) {
      case 0 -> new Days(number + "L", date -> isLast(date, weekday));
      case 1 ->
          new Days(
              NAMES.get(weekday.getValue() - 1).toUpperCase(Locale.ROOT) + "#" + n,
              date -> isNth(date, weekday, n));
      default -> new Days(String.valueOf(number), date -> date.getDayOfWeek() == weekday);
    };
  }

  private static Days namedDays(Samples samples) {
    DayOfWeek weekday = DayOfWeek.of(1 + samples.random.nextInt(7));
    String name = NAMES.get(weekday.getValue() - 1);
    int n = 1 + samples.random.nextInt(5);
    NavigableSet<Integer> days = samples.values(1, 31);
    return switch (samples.random.nextInt(4)) {
      case 0 -> new Days("last", date -> date.getDayOfMonth() == date.lengthOfMonth());
      case 1 -> new Days("last " + name, date -> isLast(date, weekday));
      case 2 -> {
        String ordinal = List.of("1st", "2nd", "3rd", "4th", "5th").get(n - 1);
        yield new Days(ordinal + " " + name, date -> isNth(date, weekday, n));
      }
      default -> new Days(list(days), date -> days.contains(date.getDayOfMonth()));
    };
  }

  private static boolean isLast(LocalDate date, DayOfWeek weekday) {
    return date.equals(date.with(TemporalAdjusters.lastInMonth(weekday)));
  }

  private static boolean isNth(LocalDate date, DayOfWeek weekday, int n) {
    return date.getDayOfWeek() == weekday && (date.getDayOfMonth() - 1) / 7 + 1 == n;
  }

  private static Predicate<LocalDate> on(Set<Integer> weekdays) {
    return date -> weekdays.contains(date.getDayOfWeek().getValue());
  }

  private static String list(Set<Integer> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String compact(NavigableSet<Integer> values) {
    return values.size() == values.last() - values.first() + 1
        ? values.first() + "-" + values.last()
        : list(values);
  }
}
