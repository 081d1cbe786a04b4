package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.internal.time.TimeSource;
import java.util.HexFormat;

/**
 * Makes ids that nobody else makes: 32 hexadecimal digits in the layout of a version 7 UUID (RFC
 * 9562 §5.7), so that ids made later sort later.
 */
public final class Ids {

  private static final HexFormat HEX = HexFormat.of();

  private Ids() {}

  /** A fresh id. */
  public static String next(TimeSource time) {
    long high = (time.millis() << 16) | 0x7000 | (time.random().nextLong() & 0x0fff);
    long low = (time.random().nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return HEX.toHexDigits(high).concat(HEX.toHexDigits(low));
  }
}
