package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a script answered: numbers, texts and lists by their places, which begin at 0.
 *
 * @param parts the parts; null stands for what is absent
 */
record Reply(List<?> parts) {

  int size() {
    return parts.size();
  }

  long number(int place) {
    if (parts.get(place) instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("a reply has no number at " + place);
  }

  @Nullable Long numberOrNull(int place) {
    return parts.get(place) == null ? null : Long.valueOf(number(place));
  }

  Instant time(int place) {
    return Instant.ofEpochMilli(number(place));
  }

  @Nullable Instant timeOrNull(int place) {
    return parts.get(place) == null ? null : time(place);
  }

  byte[] bytes(int place) {
    byte[] bytes = bytesOrNull(place);
    if (bytes == null) {
      throw new IllegalStateException("a reply has no text at " + place);
    }
    return bytes;
  }

  byte @Nullable [] bytesOrNull(int place) {
    return parts.get(place) instanceof byte[] bytes ? bytes : null;
  }

  String text(int place) {
    return new String(bytes(place), UTF_8);
  }

  Reply list(int place) {
    if (parts.get(place) instanceof List<?> list) {
      return new Reply(list);
    }
    throw new IllegalStateException("a reply has no list at " + place);
  }

  boolean isList(int place) {
    return parts.get(place) instanceof List<?>;
  }
}
