package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires once, at a fixed instant, at a local time, or as soon as it is scheduled.
 *
 * <p>Text forms: {@code date 2026-05-01T09:30:00Z}, {@code date 2026-05-01T09:30
 * zone=Europe/Berlin}, {@code date now}.
 */
public final class DateTrigger implements Trigger {

  private static final DateTrigger NOW = new DateTrigger(null, null, null);

  private final @Nullable Instant instant;
  private final @Nullable LocalDateTime local;
  private final @Nullable ZoneId zone;

  private DateTrigger(
      @Nullable Instant instant, @Nullable LocalDateTime local, @Nullable ZoneId zone) {
    this.instant = instant;
    this.local = local;
    this.zone = zone;
  }

  /** Fires at {@code instant}, rounded up to a millisecond; a past instant fires at once. */
  public static DateTrigger at(Instant instant) {
    return new DateTrigger(EpochMillis.whole("instant", instant), null, null);
  }

  /** Fires at {@code local} in the scheduler's zone; UTC until the scheduler has supplied it. */
  public static DateTrigger at(LocalDateTime local) {
    return inZone(local, null);
  }

  /**
   * Fires at {@code local}, rounded up to a millisecond, in {@code zone}. A time that a clock
   * change leaves out moves forward by the length of the gap, and one that occurs twice means the
   * first (RFC 5545 §3.3.5).
   */
  public static DateTrigger at(LocalDateTime local, ZoneId zone) {
    return inZone(local, requireNonNull(zone, "zone"));
  }

  private static DateTrigger inZone(LocalDateTime local, @Nullable ZoneId zone) {
    Instant whole = EpochMillis.whole("local time", local.toInstant(ZoneOffset.UTC));
    return new DateTrigger(null, LocalDateTime.ofInstant(whole, ZoneOffset.UTC), zone);
  }

  /** Fires as soon as it is scheduled: its only fire is the {@code now} of the first search. */
  public static DateTrigger now() {
    return NOW;
  }

  static DateTrigger parse(TriggerText text) {
    text.split(0, Set.of("zone"));
    ZoneId zone = text.zone();
    return text.body(
        "date",
        body -> {
          if (zone == null && body.equals("now")) {
            return NOW;
          }
          return zone == null && body.endsWith("Z")
              ? at(Instant.parse(body))
              : inZone(LocalDateTime.parse(body), zone);
        });
  }

  @Override
  public @Nullable Instant next(@Nullable Instant previous, Instant now) {
    Instant fire = fire();
    if (previous == null) {
      return fire == null ? Instant.ofEpochMilli(EpochMillis.ceil(now)) : fire;
    }
    return fire != null && fire.isAfter(previous) ? fire : null;
  }

  private @Nullable Instant fire() {
    return local == null ? instant : local.atZone(zoneOrUtc()).toInstant();
  }

  private ZoneId zoneOrUtc() {
    return zone == null ? ZoneOffset.UTC : zone;
  }

  @Override
  public Adjustment adjustment(Instant fireTime) {
    if (local == null) {
      return Adjustment.NONE;
    }
    ZoneOffsetTransition transition = zoneOrUtc().getRules().getTransition(local);
    if (transition == null) {
      return Adjustment.NONE;
    }
    return transition.isGap()
        ? new Adjustment(Adjustment.Kind.GAP_SHIFTED, local)
        : Adjustment.FIRST_PASS;
  }

  @Override
  public FireSpan span(Instant first, Instant upTo) {
    return new FireSpan(first, first, 1, true);
  }

  @Override
  public Optional<ZoneId> zone() {
    return Optional.ofNullable(zone);
  }

  @Override
  public DateTrigger withDefaults(ZoneId zone, DstPolicy dst) {
    return local != null && this.zone == null ? new DateTrigger(null, local, zone) : this;
  }

  @Override
  public String text() {
    if (local != null) {
      return new OptionText("date", local.toString()).with("zone", zone).toString();
    }
    return "date " + (instant == null ? "now" : InstantText.of(instant));
  }

  @Override
  public String describe() {
    if (local == null) {
      return instant == null ? "once, at once" : "once at " + instant;
    }
    return "once at "
        + local.toLocalTime()
        + " on "
        + local.toLocalDate()
        + (zone == null ? "" : ", " + zone);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DateTrigger that && text().equals(that.text());
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
