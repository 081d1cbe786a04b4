package dev.punctual.scheduler.trigger;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A trigger text taken apart: its kind, a body, and options of the form {@code key=value}. A word
 * without an equals sign belongs to the value before it, so values may contain spaces.
 */
final class TriggerText {

  /** The longest text that is read at all, in characters. */
  static final int MAX_LENGTH = 65_536;

  final String text;
  final String kind;
  private final int bodyStart;
  private final StringBuilder body = new StringBuilder();
  private final Map<String, String> options = new LinkedHashMap<>();
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  private TriggerText(String text) {
    this.text = text;
    int end = wordEnd(text, 0);
    this.kind = text.substring(0, end);
    this.bodyStart = Math.min(end + 1, text.length());
  }

  /** Reads the kind only; {@link #rest()} is whatever follows it. */
  static TriggerText kindOf(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new TriggerSyntaxException(
          text, MAX_LENGTH + 1, "a trigger text has at most " + MAX_LENGTH + " characters");
    }
    return new TriggerText(text);
  }

  /** What follows the kind and its space, untouched. */
  String rest() {
    return text.substring(bodyStart);
  }

  /** The column at which {@link #rest()} begins. */
  int restColumn() {
    return bodyStart + 1;
  }

  /**
   * Splits the rest from {@code offset} on into a body and options, of which only {@code known}.
   */
  TriggerText split(int offset, Set<String> known) {
    @Nullable String key = null;
    int at = bodyStart + offset;
    while (at < text.length()) {
      int end = wordEnd(text, at);
      if (end > at) {
        key = word(at, end, key, known);
      }
      at = end + 1;
    }
    return this;
  }

  private @Nullable String word(int at, int end, @Nullable String key, Set<String> known) {
    int equals = text.indexOf('=', at);
    if (equals < 0 || equals >= end) {
      if (key == null) {
        body.append(body.length() == 0 ? "" : " ").append(text, at, end);
      } else {
        options.merge(key, text.substring(at, end), (before, word) -> before + " " + word);
      }
      return key;
    }
    String name = text.substring(at, equals);
    if (!known.contains(name)) {
      throw error(at, "unknown option '" + TriggerSyntaxException.quote(name) + "'; use " + known);
    }
    if (options.put(name, text.substring(equals + 1, end)) != null) {
      throw error(at, "option " + name + " is given twice");
    }
    columns.put(name, at);
    return name;
  }

  /** The words before the first option, with single spaces. */
  String body() {
    return body.toString();
  }

  /** The value of one option, or null. */
  @Nullable String option(String key) {
    return options.get(key);
  }

  /** The value of one option as {@code reader} understands it, or null. */
  <T> @Nullable T option(String key, Function<String, T> reader) {
    String value = options.get(key);
    return value == null ? null : read(value, columns.getOrDefault(key, 0), key, reader);
  }

  /** The body as {@code reader} understands it. */
  <T> T body(String what, Function<String, T> reader) {
    return read(body(), bodyStart, what, reader);
  }

  @Nullable Instant instant(String key) {
    return option(key, Instant::parse);
  }

  @Nullable ZoneId zone() {
    return option("zone", ZoneId::of);
  }

  @Nullable DstPolicy dst() {
    return option("dst", DstPolicy::parse);
  }

  Duration jitter() {
    Duration jitter = option("jitter", Duration::parse);
    return jitter == null ? Duration.ZERO : jitter;
  }

  private <T> T read(String value, int at, String what, Function<String, T> reader) {
    try {
      return reader.apply(value);
    } catch (TriggerSyntaxException e) {
      throw e;
    } catch (DateTimeException | IllegalArgumentException e) {
      throw error(
          at,
          what + ": '" + TriggerSyntaxException.quote(value) + "' cannot be read: " + reason(e));
    }
  }

  private static String reason(RuntimeException e) {
    return TriggerSyntaxException.quote(String.valueOf(e.getMessage()));
  }

  private TriggerSyntaxException error(int at, String rule) {
    return new TriggerSyntaxException(text, at + 1, rule);
  }

  private static int wordEnd(String text, int from) {
    int space = text.indexOf(' ', from);
    return space < 0 ? text.length() : space;
  }
}
