package dev.punctual.scheduler.internal.memory;

/**
 * 62 bits of a job id that settle most comparisons of ids without a look at the ids: 16 characters
 * where these are hexadecimal digits, as in generated ids, else the first 9 if these are ASCII.
 *
 * <p>The two highest bits name the kind: {@code 11} for 16 digits after a leading {@code 01}, which
 * begins the ids generated between 2004 and 2039, {@code 10} for the first 16 digits of other ids,
 * {@code 0} for ASCII.
 */
final class OrderKey {

  /** What {@link #of} answers for an id that gives no key. */
  static final long NONE = 0;

  private static final int HEX_LENGTH = 16;
  private static final String HEX_PREFIX = "01";
  private static final int ASCII_LENGTH = 9;
  private static final int ASCII_BITS = 7;
  private static final long HEX = Long.MIN_VALUE;
  private static final long PREFIXED = 1L << 62;

  private OrderKey() {}

  static long of(String id) {
    if (id.startsWith(HEX_PREFIX) && isHex(id, HEX_PREFIX.length())) {
      return hexKey(id, HEX_PREFIX.length()) | PREFIXED;
    }
    return isHex(id, 0) ? hexKey(id, 0) : asciiKey(id);
  }

  /** Whether two keys tell the order of their ids, which then is the order of the keys. */
  static boolean decide(long one, long other) {
    return one != other
        && (one >= 0 ? other >= 0 : ((one ^ other) & ~(PREFIXED - 1)) == 0)
        && one != NONE
        && other != NONE;
  }

  private static boolean isHex(String id, int from) {
    if (id.length() < from + HEX_LENGTH) {
      return false;
    }
    for (int i = from; i < from + HEX_LENGTH; i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static long hexKey(String id, int from) {
    long key = 0;
    for (int i = from; i < from + HEX_LENGTH; i++) {
      char c = id.charAt(i);
      key = key << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return key >>> 2 | HEX;
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
