package dev.punctual.scheduler.store.jdbc.internal;

/** The bounds that the contract sets. */
final class Limits {

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
