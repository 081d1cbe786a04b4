package dev.punctual.scheduler.trigger;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/**
 * The source of chance for property tests: one seed for a whole run, printed on failure.
 *
 * <p>{@code -Dpunctual.test.seed=…} repeats a run, {@code -Dpunctual.test.effort=10} does ten times
 * as many samples.
 */
final class Samples {

  static final long SEED = Long.getLong("punctual.test.seed", 20_260_501L);
  static final int EFFORT = Integer.getInteger("punctual.test.effort", 1);

  static final List<ZoneId> ZONES =
      new TreeSet<>(ZoneId.getAvailableZoneIds())
          .stream().filter(id -> !id.startsWith("SystemV/")).map(ZoneId::of).toList();

  private static final List<ZoneId> CHANGING =
      ZONES.stream().filter(zone -> !zone.getRules().isFixedOffset()).toList();

  /** Before 1973 some offsets are not whole minutes. */
  private static final long FIRST = Instant.parse("1973-01-01T00:00:00Z").getEpochSecond();

  private static final long LAST = Instant.parse("2120-01-01T00:00:00Z").getEpochSecond();

  final Random random;

  Samples(String test) {
    random = new Random(SEED ^ test.hashCode());
  }

  /** Shown with every failure. */
  static String hint(Object sample) {
    return "seed " + SEED + ": " + sample;
  }

  <T> T oneOf(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  ZoneId changingZone() {
    return oneOf(CHANGING);
  }

  /**
   * An instant on a whole minute, as a rule in the 14 hours before a clock change of {@code zone}.
   */
  Instant nearChange(ZoneId zone) {
    long second = FIRST + (long) (random.nextDouble() * (LAST - FIRST));
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(second));
    if (next == null) {
      next = rules.previousTransition(Instant.ofEpochSecond(second));
    }
    boolean near = next != null && next.toEpochSecond() > FIRST && random.nextInt(10) > 0;
    long around = near ? next.toEpochSecond() - random.nextInt(14 * 3_600) : second;
    return Instant.ofEpochSecond(Math.floorDiv(around, 60) * 60);
  }

  /** Some of the values from {@code min} to {@code max}: few, one in a step, a range, or all. */
  NavigableSet<Integer> values(int min, int max) {
    NavigableSet<Integer> values = new TreeSet<>();
    switch (random.nextInt(4)) {
      case 0 -> random.ints(1 + random.nextInt(3), min, max + 1).forEach(values::add);
      case 1 -> {
        int step = 1 + random.nextInt(max - min);
        for (int value = min + random.nextInt(step); value <= max; value += step) {
          values.add(value);
        }
      }
      case 2 -> {
        int first = min + random.nextInt(max - min + 1);
        int last = first + random.nextInt(max - first + 1);
        for (int value = first; value <= last; value++) {
          values.add(value);
        }
      }
      default -> {
        for (int value = min; value <= max; value++) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
