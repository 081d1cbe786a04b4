package dev.punctual.scheduler.internal.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The clock changes of one zone: a table until 2100, the zone's rules beyond. */
public final class ZoneTimeline {

  private static final long HORIZON = LocalDate.of(2100, 1, 1).toEpochDay() * CivilDays.SECONDS;

  /** Regions only; fixed offsets, of which text can name very many, are cheap to make. */
  private static final ConcurrentMap<ZoneId, ZoneTimeline> REGIONS = new ConcurrentHashMap<>();

  private static final ZoneTimeline UTC = new ZoneTimeline(ZoneOffset.UTC.getRules());

  private final ZoneRules rules;
  private final ZoneWindow[] windows;

  /** The window that answered last: a guess, so a lost update does no harm. */
  private int guess;

  private ZoneTimeline(ZoneRules rules) {
    this.rules = rules;
    this.windows = table(rules);
  }

  /** The timeline of {@code zone}. */
  public static ZoneTimeline of(ZoneId zone) {
    if (zone.equals(ZoneOffset.UTC)) {
      return UTC;
    }
    ZoneTimeline known = REGIONS.get(zone);
    if (known != null) {
      return known;
    }
    ZoneRules rules = zone.getRules();
    return rules.isFixedOffset()
        ? new ZoneTimeline(rules)
        : REGIONS.computeIfAbsent(zone, id -> new ZoneTimeline(rules));
  }

  private static ZoneWindow[] table(ZoneRules rules) {
    List<ZoneWindow> windows = new ArrayList<>();
    Instant at = Instant.ofEpochSecond(-2L * CivilDays.SECONDS);
    int before = offset(rules, at);
    int offset = before;
    long start = Long.MIN_VALUE;
    @Nullable ZoneOffsetTransition next = rules.nextTransition(at);
    while (next != null && next.toEpochSecond() < HORIZON) {
      int after = next.getOffsetAfter().getTotalSeconds();
      windows.add(new ZoneWindow(start, next.toEpochSecond(), before, offset, after));
      start = next.toEpochSecond();
      before = offset;
      offset = after;
      next = rules.nextTransition(next.getInstant());
    }
    windows.add(last(start, before, offset, next));
    return windows.toArray(ZoneWindow[]::new);
  }

  private static ZoneWindow last(
      long start, int before, int offset, @Nullable ZoneOffsetTransition next) {
    return next == null
        ? new ZoneWindow(start, Long.MAX_VALUE, before, offset, offset)
        : new ZoneWindow(
            start, next.toEpochSecond(), before, offset, next.getOffsetAfter().getTotalSeconds());
  }

  private static int offset(ZoneRules rules, Instant at) {
    ZoneOffset offset = rules.getOffset(at);
    return offset.getTotalSeconds();
  }

  /** The window that contains an epoch second. */
  ZoneWindow at(long second) {
    ZoneWindow guessed = windows[guess];
    return second >= guessed.start && second < guessed.end ? guessed : find(second);
  }

  private ZoneWindow find(long second) {
    int low = 0;
    int high = windows.length - 1;
    if (second >= windows[high].end) {
      return beyond(second);
    }
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (windows[middle].start <= second) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    guess = low;
    return windows[low];
  }

  private ZoneWindow beyond(long second) {
    Instant at = Instant.ofEpochSecond(second);
    ZoneOffsetTransition start = rules.previousTransition(at.plusSeconds(1));
    return last(
        start.toEpochSecond(),
        start.getOffsetBefore().getTotalSeconds(),
        start.getOffsetAfter().getTotalSeconds(),
        rules.nextTransition(at));
  }
}
