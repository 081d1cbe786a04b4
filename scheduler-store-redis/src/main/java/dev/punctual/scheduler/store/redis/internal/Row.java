package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MessagePack values as scripts write them, one after the other or in an array, read by the numbers
 * of their slots, which begin at 1 as in the scripts. {@code false} stands for what is absent, and
 * so does the end for what is beyond it.
 */
record Row(List<Object> parts) {

  private static final int MOST_DEPTH = 4;
  private static final int USUAL = 20;

  /**
   * Reads values that follow each other.
   *
   * @throws IllegalStateException if they are damaged
   */
  static Row of(byte[] packed) {
    try {
      ByteBuffer in = ByteBuffer.wrap(packed);
      List<Object> parts = new ArrayList<>(USUAL);
      while (in.hasRemaining()) {
        parts.add(value(in, MOST_DEPTH));
      }
      return new Row(parts);
    } catch (BufferUnderflowException | IllegalArgumentException damaged) {
      throw new IllegalStateException("a row of " + packed.length + " bytes is damaged", damaged);
    }
  }

  /**
   * Reads an array.
   *
   * @throws IllegalStateException if it is none
   */
  static Row ofArray(byte[] packed) {
    try {
      if (value(ByteBuffer.wrap(packed), MOST_DEPTH) instanceof Row row) {
        return row;
      }
    } catch (BufferUnderflowException | IllegalArgumentException damaged) {
      throw new IllegalStateException("a row of " + packed.length + " bytes is damaged", damaged);
    }
    throw new IllegalStateException("a row of " + packed.length + " bytes is not an array");
  }

  int size() {
    return parts.size();
  }

  /** The values after the first so many. */
  Row without(int first) {
    return first == 0 ? this : new Row(parts.subList(first, parts.size()));
  }

  long number(int slot) {
    if (at(slot) instanceof Long number) {
      return number;
    }
    throw wrong(slot, "a number");
  }

  String text(int slot) {
    return new String(bytes(slot), UTF_8);
  }

  byte[] bytes(int slot) {
    if (at(slot) instanceof byte[] bytes) {
      return bytes;
    }
    throw wrong(slot, "a text");
  }

  boolean flag(int slot) {
    return has(slot) && Boolean.TRUE.equals(at(slot));
  }

  boolean has(int slot) {
    return slot <= parts.size() && !Boolean.FALSE.equals(at(slot));
  }

  @Nullable String textOrNull(int slot) {
    return has(slot) ? text(slot) : null;
  }

  Instant time(int slot) {
    return Instant.ofEpochMilli(number(slot));
  }

  @Nullable Instant timeOrNull(int slot) {
    return has(slot) ? time(slot) : null;
  }

  private Object at(int slot) {
    if (slot > parts.size()) {
      throw wrong(slot, "anything");
    }
    return parts.get(slot - 1);
  }

  private IllegalStateException wrong(int slot, String wanted) {
    return new IllegalStateException("slot " + slot + " of a row is not " + wanted);
  }

  private static Object value(ByteBuffer in, int depth) {
    int kind = in.get() & 0xff;
    if (kind < 0x80) {
      return (long) kind;
    } else if (kind >= 0xe0) {
      return (long) (byte) kind;
    } else if ((kind & 0xf0) == 0x90) {
      return array(in, kind & 0x0f, depth);
    } else if ((kind & 0xe0) == 0xa0) {
      return text(in, kind & 0x1f);
    }
    return switch (kind) {
      case 0xc0, 0xc2 -> false;
      case 0xc3 -> true;
      case 0xc4, 0xd9 -> text(in, in.get() & 0xff);
      case 0xc5, 0xda -> text(in, in.getShort() & 0xffff);
      case 0xc6, 0xdb -> text(in, in.getInt());
      case 0xca -> (long) in.getFloat();
      case 0xcb -> (long) in.getDouble();
      case 0xcc -> (long) (in.get() & 0xff);
      case 0xcd -> (long) (in.getShort() & 0xffff);
      case 0xce -> in.getInt() & 0xffff_ffffL;
      case 0xcf, 0xd3 -> in.getLong();
      case 0xd0 -> (long) in.get();
      case 0xd1 -> (long) in.getShort();
      case 0xd2 -> (long) in.getInt();
      case 0xdc -> array(in, in.getShort() & 0xffff, depth);
      case 0xdd -> array(in, in.getInt(), depth);
      default -> throw new IllegalArgumentException("no value begins with " + kind);
    };
  }

  private static byte[] text(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a text of " + length + " bytes is not there");
    }
    byte[] text = new byte[length];
    in.get(text);
    return text;
  }

  private static Row array(ByteBuffer in, int length, int depth) {
    if (length < 0 || length > in.remaining() || depth == 0) {
      throw new IllegalArgumentException("an array of " + length + " parts is not there");
    }
    List<Object> parts = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      parts.add(value(in, depth - 1));
    }
    return new Row(parts);
  }
}
