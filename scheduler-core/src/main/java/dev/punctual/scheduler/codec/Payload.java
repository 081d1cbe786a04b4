package dev.punctual.scheduler.codec;

import java.util.Arrays;

/**
 * The argument of a job, as a store keeps it. Its text form never shows the content.
 *
 * <p>A store of this process keeps {@link Live} objects; a store that outlives the process keeps
 * {@link Encoded} bytes.
 */
public sealed interface Payload permits Payload.None, Payload.Live, Payload.Encoded {

  /** No argument. */
  static Payload none() {
    return None.INSTANCE;
  }

  /** A job without an argument. */
  enum None implements Payload {
    /** The only value. */
    INSTANCE;

    @Override
    public String toString() {
      return "Payload[none]";
    }
  }

  /**
   * An object that never leaves this process; it is handed to each run as it is.
   *
   * @param value the object itself, not a copy
   */
  record Live(Object value) implements Payload {
    @Override
    public String toString() {
      return "Payload[live]";
    }
  }

  /**
   * Bytes written by a {@link PayloadCodec}.
   *
   * @param codec name of the codec that wrote the bytes
   * @param version schema version of the task's payload type, 1 or more
   * @param bytes the content; neither side changes the array
   */
  record Encoded(String codec, int version, byte[] bytes) implements Payload {
    @Override
    public boolean equals(Object other) {
      return other instanceof Encoded that
          && codec.equals(that.codec)
          && version == that.version
          && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * codec.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Payload[" + codec + " v" + version + ", " + bytes.length + " bytes]";
    }
  }
}
