package dev.punctual.scheduler.internal.cron;

import java.util.ArrayList;
import java.util.List;

/** Says in plain English at which times of a day a schedule fires. */
final class TimeEnglish {

  private static final int MOST_TIMES = 6;
  private static final int EVERY_HOUR = (1 << 24) - 1;
  private static final long EVERY_60TH = (1L << 60) - 1;

  private final int hours;
  private final long minutes;
  private final long seconds;

  TimeEnglish(int hours, long minutes, long seconds) {
    this.hours = hours;
    this.minutes = minutes;
    this.seconds = seconds;
  }

  /** Whether the times can be listed, so that the days need saying even when they are all. */
  boolean listed() {
    return hours != EVERY_HOUR
        && Long.bitCount(seconds) == 1
        && Integer.bitCount(hours) * Long.bitCount(minutes) <= MOST_TIMES;
  }

  /** For example {@code at 09:30} or {@code every 5 minutes of hours 9 to 17}. */
  String words() {
    if (listed()) {
      return "at " + CronWords.join(times());
    }
    List<String> parts = new ArrayList<>();
    if (seconds != 1) {
      parts.add(unit("second", seconds, seconds == EVERY_60TH, CronWords.step(seconds, 60)));
    }
    if (parts.isEmpty() || minutes != EVERY_60TH) {
      boolean onTheHour = parts.isEmpty() && minutes == 1;
      if (!onTheHour) {
        parts.add(unit("minute", minutes, minutes == EVERY_60TH, CronWords.step(minutes, 60)));
      }
    }
    boolean everyHour = hours == EVERY_HOUR;
    boolean spoken = !parts.isEmpty() && parts.get(parts.size() - 1).startsWith("every ");
    if (!everyHour || !spoken) {
      parts.add(unit("hour", hours, everyHour, CronWords.step(hours, 24)));
    }
    String words = String.join(" of ", parts);
    return words.startsWith("every ") ? words : "at " + words;
  }

  private static String unit(String name, long bits, boolean all, int step) {
    if (all) {
      return "every " + name;
    }
    if (step > 0) {
      return "every " + step + " " + name + "s";
    }
    return name + (Long.bitCount(bits) == 1 ? " " : "s ") + CronWords.bits(bits, String::valueOf);
  }

  private List<String> times() {
    List<String> times = new ArrayList<>();
    int second = Long.numberOfTrailingZeros(seconds);
    for (int hour = 0; hour < 24; hour++) {
      for (int minute = 0; minute < 60; minute++) {
        if ((hours >>> hour & 1) != 0 && (minutes >>> minute & 1) != 0) {
          times.add(two(hour) + ":" + two(minute) + (second == 0 ? "" : ":" + two(second)));
        }
      }
    }
    return times;
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
