package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words for durations and bounds, shared by the descriptions of triggers. */
final class PlainEnglish {

  private PlainEnglish() {}

  /** For example {@code 3 seconds}, {@code day}, {@code 1 hour and 30 minutes}. */
  static String duration(Duration duration) {
    List<String> parts = new ArrayList<>();
    part(parts, duration.toDays(), "day");
    part(parts, duration.toHoursPart(), "hour");
    part(parts, duration.toMinutesPart(), "minute");
    part(parts, duration.toSecondsPart(), "second");
    part(parts, duration.toMillisPart(), "millisecond");
    return single(parts);
  }

  private static String single(List<String> parts) {
    boolean one = parts.size() == 1 && parts.get(0).startsWith("1 ");
    return one ? parts.get(0).substring(2) : join(parts);
  }

  private static void part(List<String> parts, long amount, String unit) {
    if (amount != 0) {
      parts.add(amount + " " + unit + (amount == 1 ? "" : "s"));
    }
  }

  /** For example {@code 2 months}, {@code day}, {@code 1 year and 3 days}. */
  static String period(Period period) {
    List<String> parts = new ArrayList<>();
    part(parts, period.getYears(), "year");
    part(parts, period.getMonths(), "month");
    part(parts, period.getDays(), "day");
    return single(parts);
  }

  /** The descriptions of several triggers, with {@code between} them. */
  static String described(List<Trigger> parts, String between) {
    return parts.stream().map(Trigger::describe).collect(Collectors.joining(between));
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String join(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  /** The bounds and the jitter, each after a comma; empty when there are none. */
  static String bounds(@Nullable Instant start, @Nullable Instant end, Duration jitter) {
    return (start == null ? "" : ", from " + start)
        + (end == null ? "" : ", until " + end)
        + (jitter.isZero() ? "" : ", delayed at random by up to " + delay(jitter));
  }

  private static String delay(Duration jitter) {
    String words = duration(jitter);
    return Character.isDigit(words.charAt(0)) ? words : "1 " + words;
  }
}
