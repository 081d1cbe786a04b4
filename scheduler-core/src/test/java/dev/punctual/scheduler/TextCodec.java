package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import java.nio.charset.StandardCharsets;

/** Writes texts and whole numbers, and nothing else. */
final class TextCodec implements PayloadCodec {

  @Override
  public String name() {
    return "text";
  }

  @Override
  public byte[] encode(Object value, Class<?> type) {
    if (!(value instanceof String) && !(value instanceof Integer)) {
      throw new PayloadException("only texts and numbers can be written");
    }
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public <T> T decode(byte[] bytes, Class<T> type, int version) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return type.cast(type == Integer.class ? Integer.valueOf(text) : text);
  }
}
