package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionId;

/**
 * Execution ids as keys, which in the order of bytes keep those of a job together: the job, a
 * separator below all characters that ids may have, the generation in 16 digits, then {@code f} and
 * the fire time in 16 digits, or {@code m} and the request.
 */
final class RunKey {

  static final char SEPARATOR = '\1';
  private static final int DIGITS = 16;

  private RunKey() {}

  static String of(ExecutionId id) {
    String end = id.isManual() ? "m" + id.requestId() : fire(id.fireAtMillis());
    return id.jobId() + SEPARATOR + digits(id.generation()) + end;
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
        : new ExecutionId(jobId, generation, generation(end), null);
  }

  /** The end of the key of a fire. */
  static String fire(long fireAtMillis) {
    return "f" + digits(fireAtMillis);
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
