package dev.punctual.scheduler.trigger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes the text form that {@link TriggerText} reads. */
final class OptionText {

  private final StringBuilder text;

  OptionText(String kind, String body) {
    text = new StringBuilder(kind).append(body.isEmpty() ? "" : " ").append(body);
  }

  /** A jitter option with its leading space; empty for zero. */
  static String jitterOption(Duration jitter) {
    return new OptionText("", "").jitter(jitter).toString();
  }

  /** Adds an option unless its value is null. */
  OptionText with(String key, @Nullable Object value) {
    if (value != null) {
      text.append(' ').append(key).append('=').append(value);
    }
    return this;
  }

  /** Adds the jitter unless it is zero. */
  OptionText jitter(Duration jitter) {
    return with("jitter", jitter.isZero() ? null : jitter);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
