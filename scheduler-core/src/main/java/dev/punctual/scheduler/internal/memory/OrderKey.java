package dev.punctual.scheduler.internal.memory;

/**
 * 63 bits of a job id that settle most comparisons of ids without a look at the ids: the first 16
 * characters where these are hexadecimal digits, as in generated ids, else the first 9 if these are
 * ASCII.
 */
final class OrderKey {

  /** What {@link #of} answers for an id that gives no key. */
  static final long NONE = 0;

  private static final int HEX_LENGTH = 16;
  private static final int ASCII_LENGTH = 9;
  private static final int ASCII_BITS = 7;

  private OrderKey() {}

  static long of(String id) {
    return isHex(id) ? hexKey(id) : asciiKey(id);
  }

  /** Whether two keys tell the order of their ids, which then is the order of the keys. */
  static boolean decide(long one, long other) {
    return one != other && (one ^ other) >= 0 && one != NONE && other != NONE;
  }

  private static boolean isHex(String id) {
    if (id.length() < HEX_LENGTH) {
      return false;
    }
    for (int i = 0; i < HEX_LENGTH; i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static long hexKey(String id) {
    long key = 0;
    for (int i = 0; i < HEX_LENGTH; i++) {
      char c = id.charAt(i);
      key = key << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return key >>> 1 | Long.MIN_VALUE;
  }

  private static long asciiKey(String id) {
    long key = 0;
    for (int i = 0; i < ASCII_LENGTH; i++) {
      char c = i < id.length() ? id.charAt(i) : 0;
      if (c >>> ASCII_BITS != 0) {
        return NONE;
      }
      key = key << ASCII_BITS | c;
    }
    return key;
  }
}
