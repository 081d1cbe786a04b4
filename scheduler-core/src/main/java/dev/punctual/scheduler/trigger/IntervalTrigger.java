package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires every fixed amount of elapsed time, whatever the clocks on the wall do.
 *
 * <p>With a start the fires are start, start + interval, start + 2 × interval and so on, whenever
 * the scheduler comes to look. Without one the first fire is one interval after the job was
 * scheduled. Jitter delays single fires and never moves later ones.
 *
 * <p>Text form: {@code interval PT3S start=2026-05-01T00:00:00Z end=2027-05-01T00:00:00Z
 * jitter=PT1S}, options as needed.
 */
public final class IntervalTrigger implements Trigger {

  private static final Set<String> OPTIONS = Set.of("start", "end", "jitter");

  private final Duration interval;
  private final long millis;
  private final @Nullable Instant start;
  private final @Nullable Instant end;
  private final Duration jitter;

  private IntervalTrigger(
      Duration interval, @Nullable Instant start, @Nullable Instant end, Duration jitter) {
    EpochMillis.ordered(start, end);
    this.interval = interval;
    this.millis = interval.toMillis();
    this.start = start;
    this.end = end;
    this.jitter = jitter;
  }

  /**
   * Fires every {@code interval}.
   *
   * @param interval whole milliseconds, at least one, at most 9,999 years of 365 days
   * @throws IllegalArgumentException if the interval breaks one of these rules
   */
  public static IntervalTrigger every(Duration interval) {
    String rule = null;
    if (interval.isNegative() || interval.isZero()) {
      rule = "must be positive; the shortest interval is one millisecond, PT0.001S";
    } else if (interval.toNanosPart() % 1_000_000 != 0) {
      rule = "must be whole milliseconds; round it, for example to " + rounded(interval);
    } else if (interval.toDays() > 9_999L * 365) {
      rule = "is longer than 9,999 years; use DateTrigger for a single fire";
    }
    if (rule != null) {
      throw new IllegalArgumentException("interval " + interval + " " + rule);
    }
    return new IntervalTrigger(interval, null, null, Duration.ZERO);
  }

  private static Duration rounded(Duration interval) {
    return interval.minusNanos(interval.toNanosPart() % 1_000_000).plusMillis(1);
  }

  /** The same interval counted from {@code start}, rounded up to a millisecond. */
  public IntervalTrigger withStart(Instant start) {
    return new IntervalTrigger(interval, EpochMillis.whole("start", start), end, jitter);
  }

  /** The same interval counted from a local time, read as {@link LocalDateTime#atZone} does. */
  public IntervalTrigger withStart(LocalDateTime start, ZoneId zone) {
    return withStart(start.atZone(zone).toInstant());
  }

  /** The same interval with no fire after {@code end}. */
  public IntervalTrigger withEnd(Instant end) {
    return new IntervalTrigger(interval, start, EpochMillis.whole("end", end), jitter);
  }

  /** The same interval with each fire delayed at random by at most {@code jitter}. */
  public IntervalTrigger withJitter(Duration jitter) {
    return new IntervalTrigger(interval, start, end, EpochMillis.jitter(jitter));
  }

  static IntervalTrigger parse(TriggerText text) {
    text.split(0, OPTIONS);
    IntervalTrigger trigger = text.body("interval", body -> every(Duration.parse(body)));
    Instant start = text.instant("start");
    Instant end = text.instant("end");
    trigger = start == null ? trigger : trigger.withStart(start);
    trigger = end == null ? trigger : trigger.withEnd(end);
    return trigger.withJitter(text.jitter());
  }

  /** Whether the fires are counted from a fixed start and not from the first scheduling. */
  boolean anchored() {
    return start != null;
  }

  @Override
  public @Nullable Instant next(@Nullable Instant previous, Instant now) {
    requireNonNull(now, "now");
    if (start == null) {
      return bounded((previous == null ? EpochMillis.ceil(now) : floor(previous)) + millis);
    }
    long first = start.toEpochMilli();
    long from = previous == null ? EpochMillis.ceil(now) : floor(previous) + 1;
    if (from <= first) {
      return bounded(first);
    }
    long whole = (from - first + millis - 1) / millis;
    return bounded(first + whole * millis);
  }

  private static long floor(Instant previous) {
    return EpochMillis.floor(previous);
  }

  private @Nullable Instant bounded(long fire) {
    long last = end == null ? EpochMillis.MAX : end.toEpochMilli();
    return fire > last ? null : Instant.ofEpochMilli(fire);
  }

  @Override
  public FireSpan span(Instant first, Instant upTo) {
    long from = first.toEpochMilli();
    long last =
        Math.min(EpochMillis.floor(upTo), end == null ? Long.MAX_VALUE : end.toEpochMilli());
    long steps = Math.max(0, (last - from) / millis);
    return new FireSpan(first, Instant.ofEpochMilli(from + steps * millis), steps + 1, true);
  }

  @Override
  public Duration jitter() {
    return jitter;
  }

  @Override
  public String text() {
    return new OptionText("interval", interval.toString())
        .with("start", start)
        .with("end", end)
        .jitter(jitter)
        .toString();
  }

  @Override
  public String describe() {
    return "every " + PlainEnglish.duration(interval) + PlainEnglish.bounds(start, end, jitter);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IntervalTrigger that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
