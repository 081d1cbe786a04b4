package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.trigger.Adjustment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Between columns and the values of records. */
final class Read {

  private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE - 1);
  private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE + 1);

  private Read() {}

  static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  /** A time or null. */
  static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    Long millis = number(row, column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /** A number or null. */
  static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  /** The milliseconds of a time; times beyond their range stay at its end. */
  static long millis(Instant time) {
    if (time.isAfter(LATEST)) {
      return Long.MAX_VALUE - 1;
    }
    return time.isBefore(EARLIEST) ? Long.MIN_VALUE + 1 : time.toEpochMilli();
  }

  /** The milliseconds of a time or null. */
  static @Nullable Long orNull(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(millis(time));
  }

  /** The sum, which stays at the end of the range instead of leaving it. */
  static long plus(long millis, long more) {
    return millis > Long.MAX_VALUE - 1 - more ? Long.MAX_VALUE - 1 : millis + more;
  }

  /** The milliseconds of a duration, at most about 292 million years. */
  static long millis(java.time.Duration duration) {
    return duration.compareTo(java.time.Duration.ofMillis(Long.MAX_VALUE / 4)) > 0
        ? Long.MAX_VALUE / 4
        : duration.toMillis();
  }

  static Payload payload(ResultSet row, String codec, String version, String bytes)
      throws SQLException {
    String name = row.getString(codec);
    if (name == null) {
      return Payload.none();
    }
    byte[] content = row.getBytes(bytes);
    return new Payload.Encoded(name, row.getInt(version), content == null ? new byte[0] : content);
  }

  /** The payload as this store keeps it. */
  static Payload.@Nullable Encoded encoded(Payload payload) {
    if (payload instanceof Payload.Encoded encoded) {
      return encoded;
    }
    if (payload instanceof Payload.Live) {
      throw new IllegalArgumentException(
          "a payload that lives in this process cannot be kept in a database; encode it");
    }
    return null;
  }

  static Set<String> lines(@Nullable String text) {
    return text == null || text.isEmpty() ? Set.of() : Set.copyOf(List.of(text.split("\n")));
  }

  static String lines(Set<String> values) {
    return values.isEmpty() ? "" : String.join("\n", new TreeSet<>(values));
  }

  static @Nullable String adjustment(Adjustment adjustment) {
    if (adjustment.equals(Adjustment.NONE)) {
      return null;
    }
    LocalDateTime nominal = adjustment.nominal();
    return adjustment.kind() + (nominal == null ? "" : " " + nominal);
  }

  /** An adjustment that cannot be read counts as none: it only informs. */
  static Adjustment adjustment(@Nullable String text) {
    if (text == null) {
      return Adjustment.NONE;
    }
    try {
      int blank = text.indexOf(' ');
      String kind = blank < 0 ? text : text.substring(0, blank);
      return new Adjustment(
          Adjustment.Kind.valueOf(kind),
          blank < 0 ? null : LocalDateTime.parse(text.substring(blank + 1)));
    } catch (RuntimeException unreadable) {
      return Adjustment.NONE;
    }
  }

  /** The policy that a column keeps; null if it cannot be read. */
  static dev.punctual.scheduler.store.@Nullable JobPolicy policy(@Nullable String text) {
    try {
      return text == null ? null : dev.punctual.scheduler.store.JobPolicy.parse(text);
    } catch (RuntimeException unreadable) {
      return null;
    }
  }
}
