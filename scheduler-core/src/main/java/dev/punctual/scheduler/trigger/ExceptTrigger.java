package dev.punctual.scheduler.trigger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires when another trigger does, except on excluded dates and in excluded windows.
 *
 * <p>A fire counts for the date that its schedule names, even when a clock change moved it past
 * midnight. The jitter is that of the other trigger and can carry a run into an excluded window.
 *
 * <p>Text form: {@code except (crontab 0 9 * * *) dates=2026-12-24/2026-12-26
 * windows=2026-05-01T10:00:00Z/2026-05-01T12:00:00Z zone=Europe/Berlin}, options as needed.
 */
public final class ExceptTrigger extends CompoundTrigger {

  static final String KIND = "except";

  private final Trigger base;
  private final Exclusions exclusions;

  private ExceptTrigger(List<Trigger> parts, Exclusions exclusions) {
    super(KIND, parts, parts.get(0).jitter(), exclusions.toString());
    this.base = parts.get(0);
    this.exclusions = exclusions;
  }

  /**
   * Fires when {@code trigger} does but for {@code exclusions}.
   *
   * @param trigger one that does not depend on when the job is scheduled
   * @throws IllegalArgumentException if the trigger cannot be combined
   */
  public static ExceptTrigger of(Trigger trigger, Exclusions exclusions) {
    return new ExceptTrigger(checked(KIND, List.of(trigger)), exclusions);
  }

  static ExceptTrigger parse(TriggerText text, int depth) {
    List<Trigger> parts = PartsText.read(text, depth, Set.of("dates", "windows", "zone"));
    if (parts.size() != 1) {
      throw new TriggerSyntaxException(text.text, text.restColumn(), "except has exactly one part");
    }
    Exclusions exclusions = Exclusions.none();
    Exclusions dated = text.option("dates", exclusions::withDatesText);
    exclusions = dated == null ? exclusions : dated;
    Exclusions windowed = text.option("windows", exclusions::withWindowsText);
    exclusions = windowed == null ? exclusions : windowed;
    ZoneId zone = text.zone();
    return of(parts.get(0), zone == null ? exclusions : exclusions.withZone(zone));
  }

  @Override
  @Nullable Instant after(Instant instant, SearchSteps steps) {
    Instant from = instant;
    while (true) {
      Instant fire = after(base, from, steps);
      Instant resume = fire == null ? null : exclusions.resume(fire, nominalDate(fire));
      if (resume == null) {
        return fire;
      }
      from = resume.minusMillis(1);
    }
  }

  /** The date that a moved fire stands for, when both calendars are the same zone's. */
  private @Nullable LocalDate nominalDate(Instant fire) {
    Optional<ZoneId> zone = base.zone();
    if (zone.isEmpty() || !zone.equals(exclusions.zone())) {
      return null;
    }
    LocalDateTime nominal = base.adjustment(fire).nominal();
    return nominal == null ? null : nominal.toLocalDate();
  }

  @Override
  public ExceptTrigger withDefaults(ZoneId zone, DstPolicy dst) {
    return new ExceptTrigger(partsWith(zone, dst), exclusions.withDefault(zone));
  }

  @Override
  public String describe() {
    if (exclusions.isEmpty()) {
      return base.describe();
    }
    String dates = exclusions.datesText();
    String windows = exclusions.windowsText();
    return base.describe()
        + (dates == null ? "" : ", except on " + dates.replace(",", ", ").replace("/", " to "))
        + (windows == null
            ? ""
            : ", except within " + windows.replace(",", ", ").replace("/", " to "));
  }
}
