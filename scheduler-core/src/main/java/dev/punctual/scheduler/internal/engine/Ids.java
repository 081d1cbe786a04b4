package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Makes ids that nobody else makes: 32 hexadecimal digits in the layout of a version 7 UUID (RFC
 * 9562 §5.7) with the fraction of the millisecond in the twelve bits after the version (§6.2,
 * method 3), so that ids made later sort later as far as the clock tells; the other 62 bits are
 * random.
 */
public final class Ids {

  private static final int DIGITS = 16;
  private static final int FRACTION_BITS = 12;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int RANDOM_OF_NODE = 13;
  private static final int TIME_OF_NODE = 3;
  private static final long TIMES_OF_NODE = 36 * 36 * 36;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private Ids() {}

  /** A fresh id. */
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // only the fraction of the millisecond
  public static String next(TimeSource time) {
    Instant now = time.instant();
    long fraction = (now.getNano() % NANOS_PER_MILLI << FRACTION_BITS) / NANOS_PER_MILLI;
    long high = (now.toEpochMilli() << 16) | 0x7000 | fraction;
    long low = (time.random().nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    byte[] text = new byte[2 * DIGITS];
    write(high, text, 0);
    write(low, text, DIGITS);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * A fresh name for a node, which is kept with each of its runs and so is short: 64 random bits
   * and the end of the time in milliseconds, as 16 digits and letters.
   */
  public static String ofNode(TimeSource time) {
    String random = Long.toUnsignedString(time.random().nextLong(), Character.MAX_RADIX);
    long millis = Math.floorMod(time.millis(), TIMES_OF_NODE);
    String end = Long.toString(millis, Character.MAX_RADIX);
    return "0".repeat(RANDOM_OF_NODE - random.length())
        + random
        + "0".repeat(TIME_OF_NODE - end.length())
        + end;
  }

  private static void write(long bits, byte[] text, int from) {
    for (int i = 0; i < DIGITS; i++) {
      text[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 0xf];
    }
  }
}
