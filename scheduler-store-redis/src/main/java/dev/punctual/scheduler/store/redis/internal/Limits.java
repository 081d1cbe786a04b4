package dev.punctual.scheduler.store.redis.internal;

/** The bounds that the contract sets, and those of one script. */
final class Limits {

  /** Most rows that one call of a script reads or writes. */
  static final int CALL = 100;

  /** Most rows that one call claims. */
  static final int CLAIM = 200;

  private static final int MOST = 1_000;

  private Limits() {}

  static void batch(int size) {
    if (size > MOST) {
      throw new IllegalArgumentException(
          "a batch of " + size + " is too large; use at most " + MOST);
    }
  }

  static void page(int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit " + limit + " is out of range; use 1 to " + MOST);
    }
  }
}
