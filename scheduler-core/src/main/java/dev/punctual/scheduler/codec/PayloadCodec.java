package dev.punctual.scheduler.codec;

/**
 * Turns payloads into bytes and back.
 *
 * <p>A codec is stateless, may be called from any thread and does not block. The type to read is
 * always given by the registered task: a codec never picks a class from the bytes.
 */
public interface PayloadCodec {

  /** The stored name: {@code [a-z][a-z0-9-]{0,31}}, unique among the codecs of a scheduler. */
  String name();

  /** The schema version that {@link #encode} writes for {@code type}, 1 or more. */
  default int version(Class<?> type) {
    return 1;
  }

  /**
   * The bytes of {@code value}.
   *
   * @throws PayloadException if the value cannot be written as {@code type}
   */
  byte[] encode(Object value, Class<?> type);

  /**
   * The value that {@code bytes} hold.
   *
   * @param version the schema version that the bytes were written with, 1 or more
   * @throws PayloadException if the bytes are not a {@code type} of that version
   */
  <T> T decode(byte[] bytes, Class<T> type, int version);
}
