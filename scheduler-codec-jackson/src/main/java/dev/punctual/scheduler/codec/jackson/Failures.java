package dev.punctual.scheduler.codec.jackson;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * What went wrong, told without any content: messages of Jackson and of payload types may quote the
 * payload, and so do the keys of maps.
 */
final class Failures {

  private static final int MAX_PATH = 20;

  private Failures() {}

  /** The kind of a failure, the part of the payload type that it met, and the place in the text. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.getClass().getSimpleName());
    if (failure instanceof JacksonException e) {
      if (!e.getPath().isEmpty()) {
        text.append(" at ");
        e.getPath().stream().limit(MAX_PATH).forEach(step -> append(text, step));
      }
      TokenStreamLocation at = e.getLocation();
      if (at != null && at.getLineNr() > 0) {
        text.append(", line ").append(at.getLineNr()).append(", column ").append(at.getColumnNr());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, JacksonException.Reference step) {
    if (step.getPropertyName() == null) {
      text.append('[').append(step.getIndex()).append(']');
    } else {
      text.append('.').append(isMap(step.from()) ? "(key)" : step.getPropertyName());
    }
  }

  private static boolean isMap(Object from) {
    return from instanceof Map
        || (from instanceof Class<?> type && Map.class.isAssignableFrom(type));
  }
}
