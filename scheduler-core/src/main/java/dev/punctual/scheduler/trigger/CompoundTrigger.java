package dev.punctual.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trigger made of others. Its parts are asked about instants that need not be fires of their own,
 * so a part must say by itself when it fires: an interval needs a start, a date an instant.
 */
abstract sealed class CompoundTrigger implements Trigger
    permits AndTrigger, OrTrigger, ExceptTrigger {

  static final int MAX_PARTS = 64;
  static final int MAX_DEPTH = 8;

  private final List<Trigger> parts;
  private final Duration jitter;
  private final String text;

  CompoundTrigger(String kind, List<Trigger> parts, Duration jitter, String options) {
    this.parts = parts;
    this.jitter = jitter;
    this.text = PartsText.readable(kind + " " + PartsText.write(parts) + options);
  }

  /** The parts, once they are known to be usable as such. */
  static List<Trigger> checked(String kind, List<? extends Trigger> parts) {
    List<Trigger> copy = List.copyOf(parts);
    if (copy.isEmpty() || copy.size() > MAX_PARTS) {
      throw new IllegalArgumentException(
          kind + " needs 1 to " + MAX_PARTS + " parts, not " + copy.size());
    }
    copy.forEach(part -> check(kind, part));
    if (depth(copy) >= MAX_DEPTH) {
      throw new IllegalArgumentException(
          kind + " may be nested " + MAX_DEPTH + " deep; merge parts of the same kind");
    }
    return copy;
  }

  private static void check(String kind, Trigger part) {
    boolean floating =
        (part instanceof IntervalTrigger interval && !interval.anchored())
            || (part instanceof CalendarIntervalTrigger calendar && !calendar.anchored())
            || part.equals(DateTrigger.now());
    String rule = null;
    if (floating) {
      rule = "depends on when the job is scheduled; give it a start or an instant";
    } else if (!part.jitter().isZero() && !kind.equals(ExceptTrigger.KIND)) {
      rule = "has a jitter; give it to the whole";
    } else if (!PartsText.balanced(part.text())) {
      rule = "has a bracket without its partner";
    }
    if (rule != null) {
      throw new IllegalArgumentException(
          "'"
              + TriggerSyntaxException.quote(part.text())
              + "' cannot be a part of "
              + kind
              + ": it "
              + rule);
    }
  }

  private static int depth(List<Trigger> parts) {
    int deepest = 0;
    for (Trigger part : parts) {
      if (part instanceof CompoundTrigger compound) {
        deepest = Math.max(deepest, 1 + depth(compound.parts));
      }
    }
    return deepest;
  }

  /** The triggers that this one is made of. */
  final List<Trigger> parts() {
    return parts;
  }

  /** The parts with a zone and a policy where they name none. */
  final List<Trigger> partsWith(ZoneId zone, DstPolicy dst) {
    return parts.stream().map(part -> part.withDefaults(zone, dst)).toList();
  }

  /** The first fire after {@code instant}. */
  abstract @Nullable Instant after(Instant instant, SearchSteps steps);

  /** The first fire of {@code part} after {@code instant}. */
  static @Nullable Instant after(Trigger part, Instant instant, SearchSteps steps) {
    steps.take(part);
    return part instanceof CompoundTrigger compound
        ? compound.after(instant, steps)
        : part.next(instant, instant);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the search asks its parts more than 100,000 times
   */
  @Override
  public final @Nullable Instant next(@Nullable Instant previous, Instant now) {
    return after(
        previous == null ? Instant.ofEpochMilli(EpochMillis.ceil(now) - 1) : previous,
        new SearchSteps());
  }

  /** What a clock change did to the part that fires then; nothing if some part fires unmoved. */
  @Override
  public final Adjustment adjustment(Instant fireTime) {
    Adjustment adjustment = Adjustment.NONE;
    for (Trigger part : parts) {
      if (fireTime.equals(after(part, fireTime.minusMillis(1), new SearchSteps()))) {
        adjustment = part.adjustment(fireTime);
        if (adjustment.kind() == Adjustment.Kind.NONE) {
          return adjustment;
        }
      }
    }
    return adjustment;
  }

  /** The zone that all parts with a zone share. */
  @Override
  public final Optional<ZoneId> zone() {
    List<ZoneId> zones = parts.stream().flatMap(part -> part.zone().stream()).distinct().toList();
    return zones.size() == 1 ? Optional.of(zones.get(0)) : Optional.empty();
  }

  @Override
  public final Duration jitter() {
    return jitter;
  }

  @Override
  public final String text() {
    return text;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof CompoundTrigger that && text.equals(that.text);
  }

  @Override
  public final int hashCode() {
    return text.hashCode();
  }

  @Override
  public final String toString() {
    return text;
  }
}
