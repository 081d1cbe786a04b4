package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionId;

/**
 * Execution ids as keys, which in the order of bytes keep those of a job together: the job, a
 * separator below all characters that ids may have, the generation in 16 digits, then {@code f} and
 * the fire time, or {@code m} and the request.
 */
final class RunKey {

  static final char SEPARATOR = '\1';
  private static final int DIGITS = 16;

  private RunKey() {}

  static String of(ExecutionId id) {
    return id.isManual()
        ? id.jobId() + SEPARATOR + digits(id.generation()) + "m" + id.requestId()
        : id.jobId() + ending(id.generation(), id.fireAtMillis());
  }

  /** The id of a fire whose key has {@code ending} after that of its job. */
  static ExecutionId parse(String jobId, String ending) {
    if (ending.length() < DIGITS + 3) {
      throw new IllegalStateException("'" + ending + "' is not the end of the key of a fire");
    }
    long generation = Long.parseUnsignedLong(ending, 1, 1 + DIGITS, 16) ^ Long.MIN_VALUE;
    return new ExecutionId(jobId, generation, millis(ending.substring(DIGITS + 2)), null);
  }

  /** What the key of a fire has after the id of its job. */
  static String ending(long generation, long fireAtMillis) {
    return SEPARATOR + digits(generation) + fire(fireAtMillis);
  }

  static ExecutionId parse(String key) {
    int separator = key.indexOf(SEPARATOR);
    int kind = separator + 1 + DIGITS;
    if (separator < 1 || key.length() <= kind) {
      throw new IllegalStateException("'" + key + "' is not the key of an execution");
    }
    String jobId = key.substring(0, separator);
    long generation = generation(key.substring(separator + 1, kind));
    String end = key.substring(kind + 1);
    return key.charAt(kind) == 'm'
        ? new ExecutionId(jobId, generation, 0, end)
        : new ExecutionId(jobId, generation, millis(end), null);
  }

  /**
   * The end of the key of a fire. A time since 1970 is a letter for how many digits it has and the
   * digits to the base of 36, an earlier one is 16 digits, which go before letters.
   */
  static String fire(long fireAtMillis) {
    if (fireAtMillis < 0) {
      return "f" + digits(fireAtMillis);
    }
    String digits = Long.toString(fireAtMillis, Character.MAX_RADIX);
    return "f" + (char) ('a' + digits.length()) + digits;
  }

  /** The time that {@link #fire} wrote after its first letter. */
  private static long millis(String fire) {
    return fire.charAt(0) > '9'
        ? Long.parseLong(fire, 1, fire.length(), Character.MAX_RADIX)
        : generation(fire);
  }

  /** A number of any sign in 16 digits that sort like numbers. */
  static String digits(long number) {
    String hex = Long.toHexString(number ^ Long.MIN_VALUE);
    return "0".repeat(DIGITS - hex.length()) + hex;
  }

  /** The number that {@link #digits} wrote. */
  static long generation(String digits) {
    return Long.parseUnsignedLong(digits, 16) ^ Long.MIN_VALUE;
  }
}
