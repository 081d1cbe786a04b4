package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes MessagePack values one after the other, as scripts read them with {@code cmsgpack}:
 * numbers, texts, bytes, arrays, and {@code false} for what is absent. Not for use by several
 * threads.
 */
final class Pack {

  /** What {@code false} is written as. */
  static final int FALSE = 0xc2;

  /** What {@code true} is written as. */
  static final int TRUE = 0xc3;

  private static final int UNSIGNED_64 = 0xcf;
  private static final int INT_32 = 0xd2;
  private static final int INT_64 = 0xd3;
  private static final int TEXT_8 = 0xd9;
  private static final int TEXT_32 = 0xdb;
  private static final int ARRAY_32 = 0xdd;

  private byte[] bytes = new byte[256];
  private int size;

  private Pack() {}

  /** Begins a row. */
  static Pack row() {
    return new Pack();
  }

  /** Begins an array of so many parts. */
  static Pack array(int parts) {
    return new Pack().begin(parts);
  }

  /** An array of texts. */
  static byte[] texts(Collection<String> texts) {
    Pack pack = array(texts.size());
    texts.forEach(pack::text);
    return pack.bytes();
  }

  /** Begins an array within the array. */
  Pack begin(int parts) {
    if (parts < 16) {
      return one(0x90 | parts);
    }
    return one(ARRAY_32).big(parts, 4);
  }

  Pack number(long number) {
    if (number >= 0 && number < 128) {
      return one((int) number);
    }
    return number == (int) number ? one(INT_32).big(number, 4) : one(INT_64).big(number, 8);
  }

  /** A number of nine bytes, as {@code cmsgpack} writes the large ones. */
  Pack nine(long number) {
    return one(UNSIGNED_64).big(number, 8);
  }

  Pack orFalse(@Nullable Long number) {
    return number == null ? one(FALSE) : number(number);
  }

  Pack text(String text) {
    return raw(text.getBytes(UTF_8));
  }

  /** A text as its bytes. */
  Pack text(byte[] text) {
    return raw(text);
  }

  Pack orFalse(@Nullable String text) {
    return text == null ? one(FALSE) : text(text);
  }

  Pack orFalse(byte @Nullable [] content) {
    return content == null ? one(FALSE) : raw(content);
  }

  Pack flag(boolean flag) {
    return one(flag ? TRUE : FALSE);
  }

  /** What was written. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  private Pack raw(byte[] content) {
    int length = content.length;
    if (length < 32) {
      one(0xa0 | length);
    } else if (length < 256) {
      one(TEXT_8).one(length);
    } else {
      one(TEXT_32).big(length, 4);
    }
    reserve(length);
    System.arraycopy(content, 0, bytes, size, length);
    size += length;
    return this;
  }

  private Pack big(long number, int width) {
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
      one((int) (number >>> shift));
    }
    return this;
  }

  private Pack one(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
