package dev.punctual.scheduler.internal.cron;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in plain English on which dates a schedule fires. */
final class DateEnglish {

  private DateEnglish() {}

  /** The days that one field admits, such as {@code the last day and the 2nd Monday}. */
  static String days(DaySet set) {
    List<String> words = new ArrayList<>();
    if (set.days() != 0) {
      long days = set.days() & 0xFFFFFFFFL;
      words.add("day " + CronWords.bits(days, String::valueOf));
    }
    for (long bits = set.nth(); bits != 0; bits &= bits - 1) {
      int bit = Long.numberOfTrailingZeros(bits);
      words.add("the " + CronWords.ordinal(bit / 7 + 1) + " " + CronWords.weekday(bit % 7));
    }
    for (int bits = set.workdays(); bits != 0; bits &= bits - 1) {
      words.add("the weekday nearest to day " + Integer.numberOfTrailingZeros(bits));
    }
    for (int bits = set.lastWeekdays(); bits != 0; bits &= bits - 1) {
      words.add("the last " + CronWords.weekday(Integer.numberOfTrailingZeros(bits)));
    }
    for (int bits = set.fromLast(); bits != 0; bits &= bits - 1) {
      words.add(fromLast(Integer.numberOfTrailingZeros(bits)));
    }
    for (int bits = set.workdaysFromLast(); bits != 0; bits &= bits - 1) {
      int before = Integer.numberOfTrailingZeros(bits);
      words.add(before == 0 ? "the last weekday" : "the weekday nearest to " + fromLast(before));
    }
    String monthly = words.isEmpty() ? "" : CronWords.join(words) + " of the month";
    String weekly = set.weekdays() == 0 ? "" : CronWords.bits(set.weekdays(), CronWords::weekday);
    return monthly.isEmpty() || weekly.isEmpty() ? monthly + weekly : monthly + " and on " + weekly;
  }

  private static String fromLast(int before) {
    return switch (before) {
      case 0 -> "the last day";
      case 1 -> "the day before the last day";
      default -> before + " days before the last day";
    };
  }

  /** The months, weeks and years, each with a leading space; empty when all are admitted. */
  static String seasons(int months, long weeks, @Nullable YearSet years) {
    return (months == DateFields.EVERY_MONTH
            ? ""
            : " in " + CronWords.bits(months, CronWords::month))
        + (weeks == DateFields.EVERY_WEEK
            ? ""
            : " in ISO week " + CronWords.bits(weeks, String::valueOf))
        + (years == null ? "" : " in " + years(years));
  }

  private static String years(YearSet years) {
    List<String> words = new ArrayList<>();
    int first = years.next(YearSet.FIRST);
    while (first != YearSet.NONE && words.size() < 10) {
      int last = first;
      while (years.next(last + 1) == last + 1) {
        last++;
      }
      CronWords.run(words, first, last, String::valueOf);
      first = years.next(last + 1);
    }
    if (first != YearSet.NONE) {
      words.add("later years");
    }
    return CronWords.join(words);
  }
}
