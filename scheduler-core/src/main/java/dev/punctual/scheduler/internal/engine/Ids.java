package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.nio.charset.StandardCharsets;

/**
 * Makes ids that nobody else makes: 32 hexadecimal digits in the layout of a version 7 UUID (RFC
 * 9562 §5.7), so that ids made later sort later.
 */
public final class Ids {

  private static final int DIGITS = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private Ids() {}

  /** A fresh id. */
  public static String next(TimeSource time) {
    long high = (time.millis() << 16) | 0x7000 | (time.random().nextLong() & 0x0fff);
    long low = (time.random().nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    byte[] text = new byte[2 * DIGITS];
    write(high, text, 0);
    write(low, text, DIGITS);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void write(long bits, byte[] text, int from) {
    for (int i = 0; i < DIGITS; i++) {
      text[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 0xf];
    }
  }
}
