package dev.punctual.scheduler.internal.cron;

/** Years from 1970 to 9999. */
final class YearSet {

  static final int FIRST = 1970;
  static final int LAST = 9999;
  static final int NONE = Integer.MAX_VALUE;

  private final long[] bits = new long[(LAST - FIRST) / 64 + 1];

  void add(int year) {
    bits[(year - FIRST) >> 6] |= 1L << (year - FIRST);
  }

  /** The first year of the set that is not before {@code year}, or {@link #NONE}. */
  int next(int year) {
    int from = Math.max(0, year - FIRST);
    for (int word = from >> 6; word < bits.length; word++) {
      long rest = word == from >> 6 ? bits[word] & -1L << from : bits[word];
      if (rest != 0) {
        return FIRST + (word << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return NONE;
  }
}
