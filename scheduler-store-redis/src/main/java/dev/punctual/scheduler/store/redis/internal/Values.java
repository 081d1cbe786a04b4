package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Reads MessagePack values that follow each other, as far as they are wanted; {@link Row} reads all
 * of them. Not for use by several threads.
 */
final class Values {

  private final byte[] packed;
  private final int end;
  private int at;

  private Values(byte[] packed, int begin, int end) {
    this.packed = packed;
    this.at = begin;
    this.end = end;
  }

  static Values of(byte[] packed) {
    return new Values(packed, 0, packed.length);
  }

  /** Passes over so many numbers, texts or flags. */
  Values skip(int count) {
    for (int i = 0; i < count; i++) {
      int length = length(kind()); // which moves `at`, too
      at += length;
    }
    return this;
  }

  String text() {
    int length = textLength(kind());
    String text = new String(packed, at, length, UTF_8);
    at += length;
    return text;
  }

  /** The values within a text. */
  Values within() {
    int length = textLength(kind());
    at += length;
    return new Values(packed, at - length, at);
  }

  /** A text as bytes; null for what is absent. */
  byte @Nullable [] bytesOrNull() {
    int kind = kind();
    if (kind == Pack.FALSE) {
      return null;
    }
    int length = textLength(kind);
    byte[] bytes = new byte[length];
    System.arraycopy(packed, at, bytes, 0, length);
    at += length;
    return bytes;
  }

  /** A whole number. */
  long number() {
    int kind = kind();
    if (kind < 0x80) {
      return kind;
    }
    int length = length(kind);
    if (kind < 0xcc || kind > 0xd3) {
      throw damaged();
    }
    long number = kind >= 0xd0 ? packed[at] : packed[at] & 0xff;
    for (int i = 1; i < length; i++) {
      number = number << 8 | packed[at + i] & 0xff;
    }
    at += length;
    return number;
  }

  private int kind() {
    need(1);
    return packed[at++] & 0xff;
  }

  private int textLength(int kind) {
    if (kind < 0xa0 || kind >= 0xc0 && kind != 0xd9 && kind != 0xda && kind != 0xdb) {
      throw damaged();
    }
    return length(kind);
  }

  /** How many bytes a value has after those that say so, which are passed over. */
  private int length(int kind) {
    int length =
        switch (kind) {
          case 0xc0, Pack.FALSE, Pack.TRUE -> 0;
          case 0xcc, 0xd0 -> 1;
          case 0xcd, 0xd1 -> 2;
          case 0xca, 0xce, 0xd2 -> 4;
          case 0xcb, 0xcf, 0xd3 -> 8;
          case 0xd9 -> big(1);
          case 0xda -> big(2);
          case 0xdb -> big(4);
          default -> small(kind);
        };
    need(length);
    return length;
  }

  private int small(int kind) {
    if (kind < 0x80 || kind >= 0xe0) {
      return 0;
    } else if (kind >= 0xa0 && kind < 0xc0) {
      return kind & 0x1f;
    }
    throw damaged();
  }

  private int big(int width) {
    need(width);
    int number = 0;
    for (int i = 0; i < width; i++) {
      number = number << 8 | packed[at++] & 0xff;
    }
    return number;
  }

  private void need(int length) {
    if (length < 0 || length > end - at) {
      throw damaged();
    }
  }

  private IllegalStateException damaged() {
    return new IllegalStateException("a row of " + packed.length + " bytes is damaged at " + at);
  }
}
