package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options that all triggers in local time share. */
record TriggerOptions(
    @Nullable ZoneId zone,
    @Nullable DstPolicy dst,
    @Nullable Instant start,
    @Nullable Instant end,
    Duration jitter) {

  static final Set<String> KEYS = Set.of("zone", "dst", "start", "end", "jitter");
  static final TriggerOptions NONE = new TriggerOptions(null, null, null, null, Duration.ZERO);

  static TriggerOptions parse(TriggerText text) {
    TriggerOptions options = NONE;
    Instant start = text.instant("start");
    Instant end = text.instant("end");
    options = start == null ? options : options.withStart(start);
    options = end == null ? options : options.withEnd(end);
    options = options.withJitter(text.jitter());
    return options.withZone(text.zone()).withDst(text.dst());
  }

  TriggerOptions withZone(@Nullable ZoneId zone) {
    return new TriggerOptions(zone, dst, start, end, jitter);
  }

  TriggerOptions withDst(@Nullable DstPolicy dst) {
    return new TriggerOptions(zone, dst, start, end, jitter);
  }

  TriggerOptions withStart(Instant start) {
    return new TriggerOptions(zone, dst, EpochMillis.whole("start", start), end, jitter);
  }

  TriggerOptions withEnd(Instant end) {
    return new TriggerOptions(zone, dst, start, EpochMillis.whole("end", end), jitter);
  }

  TriggerOptions withJitter(Duration jitter) {
    return new TriggerOptions(zone, dst, start, end, EpochMillis.jitter(jitter));
  }

  TriggerOptions withDefaults(ZoneId zone, DstPolicy dst) {
    return withZone(this.zone == null ? zone : this.zone)
        .withDst(this.dst == null ? dst : this.dst);
  }

  ZoneId zoneOrUtc() {
    return zone == null ? ZoneOffset.UTC : zone;
  }

  DstPolicy dstOrRecommended() {
    return dst == null ? DstPolicy.RECOMMENDED : dst;
  }

  /** The first whole second that the start admits. */
  long firstSecond() {
    return start == null ? Long.MIN_VALUE : EpochMillis.ceilSecond(start);
  }

  /** The last whole second that the end admits. */
  long lastSecond() {
    return end == null ? Long.MAX_VALUE - 1 : end.getEpochSecond();
  }

  String text(String kind, String body) {
    return new OptionText(kind, body)
        .with("zone", zone)
        .with("dst", dst)
        .with("start", start)
        .with("end", end)
        .jitter(jitter)
        .toString();
  }

  /** The zone, bounds and jitter in words, each after a comma. */
  String words() {
    return (zone == null ? "" : ", " + zone) + PlainEnglish.bounds(start, end, jitter);
  }
}
