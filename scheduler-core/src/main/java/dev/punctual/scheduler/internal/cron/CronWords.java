package dev.punctual.scheduler.internal.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Lists of values in plain English: {@code 1, 3 and 5 to 9}. */
final class CronWords {

  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  private static final String[] WEEKDAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };
  private static final String[] ORDINALS = {"1st", "2nd", "3rd", "4th", "5th"};

  private CronWords() {}

  static String month(int month) {
    return MONTHS[month - 1];
  }

  static String weekday(int weekday) {
    return WEEKDAYS[weekday];
  }

  static String ordinal(int n) {
    return ORDINALS[n - 1];
  }

  /** The set bits, three or more in a row as a range. */
  static String bits(long bits, IntFunction<String> word) {
    List<String> words = new ArrayList<>();
    for (long rest = bits; rest != 0; ) {
      int first = Long.numberOfTrailingZeros(rest);
      int length = Long.numberOfTrailingZeros(~(rest >>> first));
      run(words, first, first + length - 1, word);
      rest = length + first >= 64 ? 0 : (rest >>> (first + length)) << (first + length);
    }
    return join(words);
  }

  /** Adds the values of one run. */
  static void run(List<String> words, int first, int last, IntFunction<String> word) {
    if (last - first >= 2) {
      words.add(word.apply(first) + " to " + word.apply(last));
      return;
    }
    for (int value = first; value <= last; value++) {
      words.add(word.apply(value));
    }
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String join(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /**
   * The distance n if the bits are 0, n, 2n and so on up to {@code size}, which n divides; or 0.
   */
  static int step(long bits, int size) {
    int step = size / Long.bitCount(bits);
    if (step < 2 || step == size || size % step != 0) {
      return 0;
    }
    long expected = 0;
    for (int value = 0; value < size; value += step) {
      expected |= 1L << value;
    }
    return bits == expected ? step : 0;
  }
}
