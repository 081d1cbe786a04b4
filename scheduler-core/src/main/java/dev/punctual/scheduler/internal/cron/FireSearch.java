package dev.punctual.scheduler.internal.cron;

import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.Gap;
import dev.punctual.scheduler.trigger.Overlap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instants at which a schedule fires in a zone. All times are epoch seconds.
 *
 * <p>Far from a clock change an instant fires when its local reading is admitted. Next to one the
 * gap and overlap rules add and remove instants; the result is a set of instants, so two local
 * times that fall on one instant fire once.
 */
public final class FireSearch {

  /** No such instant. */
  public static final long NONE = CronFields.NONE;

  /**
   * How many windows a search looks into. Only a schedule whose local times are all left out, year
   * after year, comes near: windows without an admitted local time are jumped over.
   */
  static final int MAX_WINDOWS = 128;

  /** Larger than any offset from UTC, in seconds. */
  private static final int MAX_OFFSET = 18 * 3_600;

  /** The last instant of the year 9999 on the latest clock, in epoch seconds. */
  private static final long LAST = 253_402_300_799L + MAX_OFFSET;

  private final CronFields fields;
  private final ZoneTimeline zone;
  private final Gap gap;
  private final Overlap overlap;

  /** A search that resolves the rules which depend on the fields (AUTO and UNIX). */
  public FireSearch(CronFields fields, ZoneTimeline zone, DstPolicy policy) {
    this.fields = fields;
    this.zone = zone;
    this.gap = gap(fields, policy.gap());
    this.overlap = overlap(fields, policy.overlap());
  }

  private static Gap gap(CronFields fields, Gap gap) {
    return switch (gap) {
      case AUTO -> fields.everyHour() ? Gap.SKIP : Gap.SHIFT_FORWARD;
      case UNIX -> fields.fixedTime() ? Gap.NEXT_VALID : Gap.SKIP;
      default -> gap;
    };
  }

  private static Overlap overlap(CronFields fields, Overlap overlap) {
    return switch (overlap) {
      case AUTO -> fields.everyHour() ? Overlap.BOTH : Overlap.FIRST;
      case UNIX -> fields.fixedTime() ? Overlap.FIRST : Overlap.BOTH;
      default -> overlap;
    };
  }

  /** The first fire that is not before {@code second}, or {@link #NONE}. */
  public long next(long second) {
    if (second > LAST) {
      return NONE;
    }
    long from = Math.max(second, -MAX_OFFSET);
    ZoneWindow window = zone.at(from);
    if (from < window.quietStart || from >= window.quietEnd) {
      return search(from, window, null);
    }
    long local = fields.next(Math.max(0, from + window.offset));
    if (local == NONE) {
      return NONE;
    }
    long fire = local - window.offset;
    if (fire < window.quietEnd) {
      return fire;
    }
    ZoneWindow later = zone.at(fire);
    fire = local - later.offset;
    return fire >= later.quietStart && fire < later.quietEnd ? fire : search(from, window, null);
  }

  /** The same search by the longer path, which is always right, and what it cost. */
  long next(long second, SearchCost cost) {
    long from = Math.max(second, -MAX_OFFSET);
    return from > LAST ? NONE : search(from, zone.at(from), cost);
  }

  private long search(long from, ZoneWindow first, @Nullable SearchCost cost) {
    long at = from;
    ZoneWindow window = first;
    for (int visited = 1; ; visited++) {
      if (cost != null) {
        cost.windows = visited;
      }
      long fire = firstIn(window, at);
      if (fire != NONE || window.end > LAST || visited == MAX_WINDOWS) {
        return fire;
      }
      long repeated = window.end + Math.min(window.offset, window.after);
      long local = fields.next(Math.max(0, repeated));
      if (local == NONE) {
        return NONE;
      }
      at = Math.max(window.end, local - MAX_OFFSET);
      window = zone.at(at);
    }
  }

  /** The first fire within a window that is not before {@code from}, or {@link #NONE}. */
  private long firstIn(ZoneWindow window, long from) {
    long start = Math.max(from, regularStart(window));
    long end = regularEnd(window);
    long fire = NONE;
    if (start < end) {
      long local = fields.next(Math.max(0, start + window.offset));
      fire = local == NONE || local - window.offset >= end ? NONE : local - window.offset;
    }
    return window.gap() > 0 && from < window.quietStart
        ? Math.min(fire, shifted(window, from))
        : fire;
  }

  /** Where plain local readings begin to count. */
  private long regularStart(ZoneWindow window) {
    return overlap == Overlap.FIRST ? window.start + window.overlapAtStart() : window.start;
  }

  private long regularEnd(ZoneWindow window) {
    return overlap == Overlap.SECOND ? window.end - window.overlapAtEnd() : window.end;
  }

  /** The first fire not before {@code from} that stands for a local time in the window's gap. */
  private long shifted(ZoneWindow window, long from) {
    long gapStart = window.start + window.before;
    if (gap == Gap.SKIP || gapStart + window.gap() <= 0) {
      return NONE;
    }
    long search = gap == Gap.SHIFT_FORWARD ? Math.max(gapStart, from + window.before) : gapStart;
    long local = fields.next(Math.max(0, search));
    if (local >= gapStart + window.gap()) {
      return NONE;
    }
    long fire = gap == Gap.NEXT_VALID ? window.start : local - window.before;
    return fire >= from && fire < window.end ? fire : NONE;
  }

  /** How many fires lie in {@code [from, to)}. */
  public long count(long from, long to) {
    long count = 0;
    long at = Math.max(from, -MAX_OFFSET);
    long end = Math.min(to, LAST + 1);
    while (at < end) {
      ZoneWindow window = zone.at(at);
      long plain = at;
      if (window.gap() > 0 && gap != Gap.SKIP) {
        long stop = Math.min(end, Math.min(window.quietStart, window.end));
        while (plain < stop) {
          long fire = next(plain);
          count += fire < stop ? 1 : 0;
          plain = fire < stop ? fire + 1 : stop;
        }
      }
      long start = Math.max(plain, regularStart(window)) + window.offset;
      long stop = Math.min(end, regularEnd(window)) + window.offset;
      count += fields.count(Math.max(0, start), Math.max(0, stop));
      at = window.end;
    }
    return count;
  }

  /** The last fire that is not after {@code to}, given some earlier fire. */
  public long last(long earlier, long to) {
    long fire = earlier;
    long end = to;
    while (fire < end) {
      long middle = fire + (end - fire + 1) / 2;
      long later = next(middle);
      if (later <= to) {
        fire = later;
      } else {
        end = middle - 1;
      }
    }
    return fire;
  }

  /** How a clock change touched one of this search's own fires. */
  public Reading reading(long fire) {
    ZoneWindow window = zone.at(fire);
    long local = fire + window.offset;
    if (fire >= window.quietStart && fire < window.quietEnd) {
      return new Reading(Reading.Kind.PLAIN, local);
    }
    if (window.gap() > 0 && fire < window.quietStart) {
      return local >= 0 && fields.matches(local)
          ? new Reading(Reading.Kind.PLAIN, local)
          : new Reading(Reading.Kind.SHIFTED, named(window, fire));
    }
    boolean second = fire < window.start + window.overlapAtStart();
    return new Reading(second ? Reading.Kind.SECOND_PASS : Reading.Kind.FIRST_PASS, local);
  }

  private long named(ZoneWindow window, long fire) {
    return gap == Gap.NEXT_VALID
        ? fields.next(Math.max(0, window.start + window.before))
        : fire + window.before;
  }
}
