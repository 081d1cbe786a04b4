package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.TreeRangeSet;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Dates and stretches of time at which nothing fires: holidays and blackout windows.
 *
 * <p>Dates are read on the clocks of a zone: the one named here, else the scheduler's, else UTC.
 */
public final class Exclusions {

  private static final Exclusions NONE =
      new Exclusions(ImmutableRangeSet.of(), ImmutableRangeSet.of(), null);

  /** Epoch days, as half-open ranges. */
  private final ImmutableRangeSet<Long> days;

  /** Epoch milliseconds, as half-open ranges. */
  private final ImmutableRangeSet<Long> windows;

  private final @Nullable ZoneId zone;

  private Exclusions(
      ImmutableRangeSet<Long> days, ImmutableRangeSet<Long> windows, @Nullable ZoneId zone) {
    this.days = days;
    this.windows = windows;
    this.zone = zone;
  }

  /** Excludes nothing yet. */
  public static Exclusions none() {
    return NONE;
  }

  /** Also excludes some dates. */
  public Exclusions withDates(LocalDate... dates) {
    Exclusions all = this;
    for (LocalDate date : dates) {
      all = all.withDates(date, date);
    }
    return all;
  }

  /** Also excludes the dates from {@code first} to {@code last}, both included. */
  public Exclusions withDates(LocalDate first, LocalDate last) {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException(
          "last date " + last + " is before first date " + first + "; swap them");
    }
    Instant from = first.atStartOfDay(ZoneOffset.UTC).toInstant();
    EpochMillis.whole("date", from);
    EpochMillis.whole("date", last.atStartOfDay(ZoneOffset.UTC).toInstant());
    Range<Long> range = Range.closedOpen(first.toEpochDay(), last.toEpochDay() + 1);
    return new Exclusions(union(days, range), windows, zone);
  }

  /** Also excludes the instants from {@code from}, included, to {@code to}, excluded. */
  public Exclusions withWindow(Instant from, Instant to) {
    long first = EpochMillis.whole("window start", from).toEpochMilli();
    long end = EpochMillis.whole("window end", to).toEpochMilli();
    if (end <= first) {
      throw new IllegalArgumentException(
          "window end " + to + " is not after its start " + from + "; swap them");
    }
    return new Exclusions(days, union(windows, Range.closedOpen(first, end)), zone);
  }

  /** The same exclusions with dates read on the clocks of {@code zone}. */
  public Exclusions withZone(ZoneId zone) {
    return new Exclusions(days, windows, requireNonNull(zone, "zone"));
  }

  private static ImmutableRangeSet<Long> union(ImmutableRangeSet<Long> set, Range<Long> range) {
    TreeRangeSet<Long> union = TreeRangeSet.create(set);
    union.add(range);
    return ImmutableRangeSet.copyOf(union);
  }

  Exclusions withDefault(ZoneId zone) {
    return this.zone == null ? withZone(zone) : this;
  }

  boolean isEmpty() {
    return days.isEmpty() && windows.isEmpty();
  }

  Optional<ZoneId> zone() {
    return Optional.ofNullable(zone);
  }

  /**
   * When a search may go on after {@code fire}; null when the fire is not excluded.
   *
   * @param nominal the date that the fire stands for, or null for the date on which it falls
   */
  @Nullable Instant resume(Instant fire, @Nullable LocalDate nominal) {
    Range<Long> window = windows.rangeContaining(fire.toEpochMilli());
    if (window != null) {
      return Instant.ofEpochMilli(window.upperEndpoint());
    }
    if (days.isEmpty()) {
      return null;
    }
    ZoneId clocks = zone == null ? ZoneOffset.UTC : zone;
    LocalDate date = nominal == null ? LocalDate.ofInstant(fire, clocks) : nominal;
    Range<Long> range = days.rangeContaining(date.toEpochDay());
    if (range == null) {
      return null;
    }
    Instant morning = LocalDate.ofEpochDay(range.upperEndpoint()).atStartOfDay(clocks).toInstant();
    return morning.isAfter(fire) ? morning : fire.plusMillis(1);
  }

  /** The dates, such as {@code 2026-12-24/2026-12-26,2027-01-01}; null when there are none. */
  @Nullable String datesText() {
    return text(
        days,
        range -> {
          LocalDate first = LocalDate.ofEpochDay(range.lowerEndpoint());
          LocalDate last = LocalDate.ofEpochDay(range.upperEndpoint() - 1);
          return first.equals(last) ? first.toString() : first + "/" + last;
        });
  }

  /** The windows, such as {@code 2026-05-01T10:00:00Z/2026-05-01T12:00:00Z}; null without any. */
  @Nullable String windowsText() {
    return text(
        windows,
        range ->
            Instant.ofEpochMilli(range.lowerEndpoint())
                + "/"
                + Instant.ofEpochMilli(range.upperEndpoint()));
  }

  private static @Nullable String text(
      ImmutableRangeSet<Long> set, Function<Range<Long>, String> form) {
    return set.isEmpty()
        ? null
        : set.asRanges().stream().map(form).collect(Collectors.joining(","));
  }

  /** Reads {@link #datesText}. */
  Exclusions withDatesText(String text) {
    TreeRangeSet<Long> all = TreeRangeSet.create(days);
    for (String item : text.split(",", -1)) {
      int slash = item.indexOf('/');
      LocalDate first = LocalDate.parse(slash < 0 ? item : item.substring(0, slash));
      LocalDate last = slash < 0 ? first : LocalDate.parse(item.substring(slash + 1));
      all.addAll(NONE.withDates(first, last).days);
    }
    return new Exclusions(ImmutableRangeSet.copyOf(all), windows, zone);
  }

  /** Reads {@link #windowsText}. */
  Exclusions withWindowsText(String text) {
    TreeRangeSet<Long> all = TreeRangeSet.create(windows);
    for (String item : text.split(",", -1)) {
      int slash = item.indexOf('/');
      if (slash < 0) {
        throw new IllegalArgumentException("a window is written from/to, two instants");
      }
      Instant from = Instant.parse(item.substring(0, slash));
      all.addAll(NONE.withWindow(from, Instant.parse(item.substring(slash + 1))).windows);
    }
    return new Exclusions(days, ImmutableRangeSet.copyOf(all), zone);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Exclusions that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The options of the text form of an {@link ExceptTrigger}. */
  @Override
  public String toString() {
    return new OptionText("", "")
        .with("dates", datesText())
        .with("windows", windowsText())
        .with("zone", zone)
        .toString();
  }
}
