package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires at the instants at which all of its parts fire.
 *
 * <p>A search that finds no such instant within 100,000 questions to its parts fails, so that parts
 * which never meet stop their job instead of holding up the scheduler.
 *
 * <p>Text form: {@code and (cron day=last) (cron day_of_week=fri) jitter=PT5S}.
 */
public final class AndTrigger extends CompoundTrigger {

  private static final String KIND = "and";

  private AndTrigger(List<Trigger> parts, Duration jitter) {
    super(KIND, parts, jitter, OptionText.jitterOption(jitter));
  }

  /**
   * Fires when all of {@code parts} fire at the same instant.
   *
   * @param parts 1 to 64 triggers without jitter that do not depend on when the job is scheduled
   * @throws IllegalArgumentException if a part cannot be combined
   */
  public static AndTrigger of(Trigger... parts) {
    return of(List.of(parts));
  }

  /** The same as {@link #of(Trigger...)}. */
  public static AndTrigger of(List<? extends Trigger> parts) {
    return new AndTrigger(checked(KIND, parts), Duration.ZERO);
  }

  /** The same combination with each fire delayed at random by at most {@code jitter}. */
  public AndTrigger withJitter(Duration jitter) {
    return new AndTrigger(parts(), EpochMillis.jitter(jitter));
  }

  static AndTrigger parse(TriggerText text, int depth) {
    List<Trigger> parts = PartsText.read(text, depth, Set.of("jitter"));
    return of(parts).withJitter(text.jitter());
  }

  @Override
  @Nullable Instant after(Instant instant, SearchSteps steps) {
    Instant floor = instant;
    while (true) {
      @Nullable Instant earliest = null;
      @Nullable Instant latest = null;
      for (Trigger part : parts()) {
        Instant fire = after(part, latest == null ? floor : latest.minusMillis(1), steps);
        if (fire == null) {
          return null;
        }
        earliest = earliest == null ? fire : earliest;
        latest = fire;
      }
      if (latest == null || latest.equals(earliest)) {
        return latest;
      }
      floor = latest.minusMillis(1);
    }
  }

  @Override
  public AndTrigger withDefaults(ZoneId zone, DstPolicy dst) {
    return new AndTrigger(partsWith(zone, dst), jitter());
  }

  @Override
  public String describe() {
    return PlainEnglish.described(parts(), "; and ") + PlainEnglish.bounds(null, null, jitter());
  }
}
