package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.Adjustment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Between the slots of rows and the values of records. */
final class Fields {

  static final int ID = 2;
  static final int TASK = 4;
  static final int STATE = 5;
  static final int DUE = 6;
  static final int TAGS = 9;

  private static final int BODY = 1;

  // Within the body.
  private static final int QUEUE = 1;
  private static final int POLICY = 5;
  private static final int PAYLOAD = 6;

  /** The largest whole number that scripts and scores keep exactly: the year 287,396. */
  private static final long MOST = (1L << 53) - 1;

  private Fields() {}

  /** What scripts seldom read of a job and of its executions. */
  static byte[] body(JobPolicy policy, Payload payload) {
    return Pack.row()
        .text(policy.queue())
        .number(policy.priority())
        .number(number(policy.overflow()))
        .flag(policy.run().guarantee() == Guarantee.AT_MOST_ONCE)
        .text(policy.text())
        .orFalse(packed(payload))
        .bytes();
  }

  static Row body(Row row) {
    return Row.of(row.bytes(BODY));
  }

  /** The policy in a body; null if it cannot be read. */
  static @Nullable JobPolicy policy(Row body) {
    return policy(body.text(POLICY));
  }

  /** What stands for the policy in a body if that cannot be read. */
  static JobPolicy defaultPolicy(Row body) {
    return JobPolicy.DEFAULT.withQueue(body.text(QUEUE));
  }

  static Payload payload(Row body) {
    return payload(body, PAYLOAD);
  }

  /** Writes the slots from MAX to TAGS. */
  static void write(Pack pack, JobPolicy policy, Set<String> tags) {
    pack.number(policy.maxInstances());
    List<FollowUp> followUps = policy.run().followUps();
    if (followUps.isEmpty()) {
      pack.flag(false);
    } else {
      pack.begin(2 * followUps.size());
      for (FollowUp next : followUps) {
        pack.number(next.when() == FollowUp.When.SUCCESS ? 0 : 1).text(next.jobId());
      }
    }
    pack.text(String.join("\n", new TreeSet<>(tags)));
  }

  private static int number(Overflow overflow) {
    return switch (overflow) {
      case SKIP -> 0;
      case QUEUE_ONE -> 1;
      case QUEUE_ALL -> 2;
      case CANCEL_RUNNING -> 3;
    };
  }

  /** The milliseconds of a time; times beyond what scripts keep stay at the end of that. */
  static long millis(Instant time) {
    if (time.getEpochSecond() > MOST / 1_000) {
      return MOST;
    }
    return time.getEpochSecond() < -MOST / 1_000 ? -MOST : time.toEpochMilli();
  }

  /** Whether a time is within what scripts keep. */
  static boolean isExact(Instant time) {
    return Math.abs(time.getEpochSecond()) < MOST / 1_000;
  }

  static @Nullable Long orNull(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(millis(time));
  }

  /** The milliseconds of a duration, at most about 140,000 years. */
  static long millis(Duration duration) {
    return duration.compareTo(Duration.ofMillis(MOST / 2)) > 0 ? MOST / 2 : duration.toMillis();
  }

  static Set<String> lines(String text) {
    return text.isEmpty() ? Set.of() : Set.of(text.split("\n"));
  }

  /** The policy that a row keeps; null if it cannot be read. */
  static @Nullable JobPolicy policy(String text) {
    try {
      return JobPolicy.parse(text);
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  /**
   * A payload as bytes: the length of its codec's name, the name, the version, the content; null
   * for none.
   */
  static byte @Nullable [] packed(Payload payload) {
    if (payload instanceof Payload.Live) {
      throw new IllegalArgumentException(
          "a payload that lives in this process cannot be kept in Redis; give the task a payload"
              + " type, so that a codec writes it");
    }
    if (!(payload instanceof Payload.Encoded encoded)) {
      return null;
    }
    byte[] codec = encoded.codec().getBytes(UTF_8);
    return ByteBuffer.allocate(1 + codec.length + Integer.BYTES + encoded.bytes().length)
        .put((byte) codec.length)
        .put(codec)
        .putInt(encoded.version())
        .put(encoded.bytes())
        .array();
  }

  static Payload payload(Row row, int slot) {
    return payload(row.has(slot) ? row.bytes(slot) : null);
  }

  /** The payload that {@link #packed} wrote. */
  static Payload payload(byte @Nullable [] packed) {
    if (packed == null) {
      return Payload.none();
    }
    ByteBuffer in = ByteBuffer.wrap(packed);
    byte[] codec = new byte[in.get() & 0xff];
    in.get(codec);
    int version = in.getInt();
    byte[] content = new byte[in.remaining()];
    in.get(content);
    return new Payload.Encoded(new String(codec, UTF_8), version, content);
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
}
