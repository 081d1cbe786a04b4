package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires whenever one of its parts does; parts that fire at the same instant fire once.
 *
 * <p>Text form: {@code or (crontab 0 9 * * *) (date 2026-05-01T12:00:00Z) jitter=PT5S}.
 */
public final class OrTrigger extends CompoundTrigger {

  private static final String KIND = "or";

  private OrTrigger(List<Trigger> parts, Duration jitter) {
    super(KIND, parts, jitter, OptionText.jitterOption(jitter));
  }

  /**
   * Fires whenever one of {@code parts} does.
   *
   * @param parts 1 to 64 triggers without jitter that do not depend on when the job is scheduled
   * @throws IllegalArgumentException if a part cannot be combined
   */
  public static OrTrigger of(Trigger... parts) {
    return of(List.of(parts));
  }

  /** The same as {@link #of(Trigger...)}. */
  public static OrTrigger of(List<? extends Trigger> parts) {
    return new OrTrigger(checked(KIND, parts), Duration.ZERO);
  }

  /** The same combination with each fire delayed at random by at most {@code jitter}. */
  public OrTrigger withJitter(Duration jitter) {
    return new OrTrigger(parts(), EpochMillis.jitter(jitter));
  }

  static OrTrigger parse(TriggerText text, int depth) {
    List<Trigger> parts = PartsText.read(text, depth, Set.of("jitter"));
    return of(parts).withJitter(text.jitter());
  }

  @Override
  @Nullable Instant after(Instant instant, SearchSteps steps) {
    @Nullable Instant earliest = null;
    for (Trigger part : parts()) {
      Instant fire = after(part, instant, steps);
      if (fire != null && (earliest == null || fire.isBefore(earliest))) {
        earliest = fire;
      }
    }
    return earliest;
  }

  @Override
  public OrTrigger withDefaults(ZoneId zone, DstPolicy dst) {
    return new OrTrigger(partsWith(zone, dst), jitter());
  }

  @Override
  public String describe() {
    return PlainEnglish.described(parts(), "; or ") + PlainEnglish.bounds(null, null, jitter());
  }
}
