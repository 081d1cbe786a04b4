package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Writes texts and whole numbers as UTF-8. */
class TextCodec implements PayloadCodec {

  @Override
  public String name() {
    return "text";
  }

  @Override
  public byte[] encode(Object value, Class<?> type) {
    if (!type.isInstance(value) || (type != String.class && type != Long.class)) {
      throw new PayloadException("cannot write a " + type.getName());
    }
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public <T> T decode(byte[] bytes, Class<T> type, int version) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (type == Long.class) {
        return type.cast(Long.valueOf(text));
      }
      if (type == String.class) {
        return type.cast(text);
      }
    } catch (CharacterCodingException | NumberFormatException e) {
      throw new PayloadException("not the text of a " + type.getName(), e);
    }
    throw new PayloadException("cannot read a " + type.getName());
  }
}
