package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;

/**
 * How a schedule written in local time meets clock changes.
 *
 * @param gap what happens to local times that do not occur
 * @param overlap what happens to local times that occur twice
 */
public record DstPolicy(Gap gap, Overlap overlap) {

  /**
   * Each local time that was written happens exactly once a day; schedules that admit every hour
   * follow elapsed time. The default.
   */
  public static final DstPolicy RECOMMENDED = new DstPolicy(Gap.AUTO, Overlap.AUTO);

  /**
   * What APScheduler 3.11 means to do: the first match in a gap is shifted, overlaps fire twice.
   */
  public static final DstPolicy APSCHEDULER3 = new DstPolicy(Gap.SHIFT_FIRST, Overlap.BOTH);

  /** Every instant whose local reading matches, and no other. */
  public static final DstPolicy WALL_CLOCK = new DstPolicy(Gap.SKIP, Overlap.BOTH);

  /** Debian's cron(8): jobs at a fixed hour and minute run once, wildcard jobs follow the clock. */
  public static final DstPolicy UNIX = new DstPolicy(Gap.UNIX, Overlap.UNIX);

  private static final Map<String, DstPolicy> PRESETS =
      Map.of(
          "recommended", RECOMMENDED,
          "apscheduler3", APSCHEDULER3,
          "wall-clock", WALL_CLOCK,
          "unix", UNIX);

  public DstPolicy {
    requireNonNull(gap, "gap");
    requireNonNull(overlap, "overlap");
  }

  /** The same policy with another gap rule. */
  public DstPolicy withGap(Gap gap) {
    return new DstPolicy(gap, overlap);
  }

  /** The same policy with another overlap rule. */
  public DstPolicy withOverlap(Overlap overlap) {
    return new DstPolicy(gap, overlap);
  }

  /**
   * Reads {@code recommended}, {@code apscheduler3}, {@code wall-clock}, {@code unix}, or a gap and
   * an overlap rule such as {@code shift-forward/first}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static DstPolicy parse(String text) {
    String name = text.toLowerCase(Locale.ROOT).replace('_', '-');
    DstPolicy preset = PRESETS.get(name);
    if (preset != null) {
      return preset;
    }
    int slash = name.indexOf('/');
    if (slash > 0) {
      for (Gap gap : Gap.values()) {
        for (Overlap overlap : Overlap.values()) {
          DstPolicy policy = new DstPolicy(gap, overlap);
          if (policy.pair().equals(name)) {
            return policy;
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "'"
            + TriggerSyntaxException.quote(text)
            + "' is no clock-change policy; use recommended, apscheduler3, wall-clock, unix, or a"
            + " gap and an overlap rule such as shift-forward/first");
  }

  /** The preset's name, or the two rules with a slash between them; read by {@link #parse}. */
  @Override
  public String toString() {
    for (Map.Entry<String, DstPolicy> preset : PRESETS.entrySet()) {
      if (preset.getValue().equals(this)) {
        return preset.getKey();
      }
    }
    return pair();
  }

  private String pair() {
    return (gap + "/" + overlap).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
