package dev.punctual.scheduler.internal.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: ISO-8601, or numbers with the units d, h, m, s and ms, largest first. */
public final class DurationText {

  /** What is accepted, for messages. */
  public static final String RULE = "a duration such as '30s', '1h30m', '250ms', '2d' or 'PT30S'";

  private static final Pattern UNITS =
      Pattern.compile(
          "(?:(\\d{1,18})d)?\\s*(?:(\\d{1,18})h)?\\s*(?:(\\d{1,18})m(?!s))?\\s*"
              + "(?:(\\d{1,18})s)?\\s*(?:(\\d{1,18})ms)?",
          Pattern.CASE_INSENSITIVE);

  private DurationText() {}

  /**
   * Reads a duration, zero or more.
   *
   * @throws IllegalArgumentException saying what would be accepted
   */
  public static Duration parse(String text) {
    String stripped = text.strip();
    Matcher units = UNITS.matcher(stripped);
    try {
      Duration duration =
          stripped.isEmpty() || !units.matches() ? Duration.parse(stripped) : sum(units);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(rule(stripped), e);
    }
    throw new IllegalArgumentException("use " + RULE + ", not a negative one");
  }

  private static Duration sum(Matcher units) {
    return Duration.ofDays(group(units, 1))
        .plusHours(group(units, 2))
        .plusMinutes(group(units, 3))
        .plusSeconds(group(units, 4))
        .plusMillis(group(units, 5));
  }

  private static long group(Matcher units, int number) {
    String digits = units.group(number);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static String rule(String text) {
    return text.matches("\\d{1,9}")
        ? "add a unit, as in '" + text + "s' or '" + text + "ms'"
        : "use " + RULE;
  }
}
