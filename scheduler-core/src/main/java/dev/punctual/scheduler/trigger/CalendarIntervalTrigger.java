package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fires at a local time of day every so many years, months, weeks and days.
 *
 * <p>A step adds the years and months, keeping the day of the month and repeating until such a date
 * exists: monthly from 31 January is 31 January, 31 March, 31 May. Then it adds the days. A fire
 * that a clock change moves does not move later ones.
 *
 * <p>Text form: {@code calendar P1M at=02:30 start=2026-01-31 end=2026-12-31 zone=Europe/Berlin},
 * options as needed.
 */
public final class CalendarIntervalTrigger implements Trigger {

  private static final Set<String> KEYS = Set.of("at", "start", "end", "zone", "dst", "jitter");

  private final Period period;
  private final LocalTime time;
  private final @Nullable LocalDate start;
  private final @Nullable LocalDate end;
  private final TriggerOptions options;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final DstPolicy dst;

  private CalendarIntervalTrigger(
      Period period,
      LocalTime time,
      @Nullable LocalDate start,
      @Nullable LocalDate end,
      TriggerOptions options) {
    if (start != null && end != null && end.isBefore(start)) {
      throw new IllegalArgumentException(
          "end " + end + " is before start " + start + "; swap them or leave one out");
    }
    this.period = period;
    this.time = time;
    this.start = start;
    this.end = end;
    this.options = options;
    this.zone = options.zoneOrUtc();
    this.rules = zone.getRules();
    this.dst = options.dstOrRecommended();
  }

  /**
   * Fires every {@code period} at midnight, counted from the day on which the job is scheduled.
   *
   * @param period not negative in any part, not zero, at most 9,999 years
   * @throws IllegalArgumentException if the period breaks one of these rules
   */
  public static CalendarIntervalTrigger every(Period period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          "period " + period + " must be positive; the shortest is one day, P1D");
    }
    if (period.toTotalMonths() > 9_999 * 12 || period.get(ChronoUnit.DAYS) > 9_999 * 366) {
      throw new IllegalArgumentException(
          "period " + period + " is longer than 9,999 years; use DateTrigger for a single fire");
    }
    return new CalendarIntervalTrigger(period, LocalTime.MIDNIGHT, null, null, TriggerOptions.NONE);
  }

  /** The same dates at another time of day, in whole seconds. */
  public CalendarIntervalTrigger at(LocalTime time) {
    if (!time.equals(time.withNano(0))) {
      throw new IllegalArgumentException(
          "time " + time + " must be whole seconds; round it, for example to " + time.withNano(0));
    }
    return new CalendarIntervalTrigger(period, time, start, end, options);
  }

  /** The same period counted from {@code start}, a date of the years 1 to 9999. */
  public CalendarIntervalTrigger withStart(LocalDate start) {
    return new CalendarIntervalTrigger(period, time, date("start", start), end, options);
  }

  /** The same period with {@code end}, a date of the years 1 to 9999, as the last possible date. */
  public CalendarIntervalTrigger withEnd(LocalDate end) {
    return new CalendarIntervalTrigger(period, time, start, date("end", end), options);
  }

  private static LocalDate date(String what, LocalDate date) {
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw new IllegalArgumentException(
          what + " " + date + " lies outside the years 1 to 9999; choose a nearer date");
    }
    return date;
  }

  /** The same local times on the clocks of {@code zone}. */
  public CalendarIntervalTrigger withZone(ZoneId zone) {
    return with(options.withZone(requireNonNull(zone, "zone")));
  }

  /** The same local times with another clock-change policy. */
  public CalendarIntervalTrigger withDst(DstPolicy dst) {
    return with(options.withDst(requireNonNull(dst, "dst")));
  }

  /** The same trigger with each fire delayed at random by at most {@code jitter}. */
  public CalendarIntervalTrigger withJitter(Duration jitter) {
    return with(options.withJitter(jitter));
  }

  @Override
  public CalendarIntervalTrigger withDefaults(ZoneId zone, DstPolicy dst) {
    return with(options.withDefaults(zone, dst));
  }

  private CalendarIntervalTrigger with(TriggerOptions changed) {
    return changed.equals(options)
        ? this
        : new CalendarIntervalTrigger(period, time, start, end, changed);
  }

  static CalendarIntervalTrigger parse(TriggerText text) {
    text.split(0, KEYS);
    CalendarIntervalTrigger trigger = text.body("calendar", body -> every(Period.parse(body)));
    LocalTime time = text.option("at", LocalTime::parse);
    LocalDate start = text.option("start", LocalDate::parse);
    LocalDate end = text.option("end", LocalDate::parse);
    trigger = time == null ? trigger : trigger.at(time);
    trigger = start == null ? trigger : trigger.withStart(start);
    trigger = end == null ? trigger : trigger.withEnd(end);
    TriggerOptions options = TriggerOptions.NONE.withZone(text.zone()).withDst(text.dst());
    return trigger.with(options.withJitter(text.jitter()));
  }

  /** Whether the dates are counted from a fixed start and not from the first scheduling. */
  boolean anchored() {
    return start != null;
  }

  @Override
  public @Nullable Instant next(@Nullable Instant previous, Instant now) {
    Instant from =
        previous == null
            ? Instant.ofEpochMilli(EpochMillis.ceil(now))
            : Instant.ofEpochMilli(EpochMillis.floor(previous) + 1);
    LocalDate base = start;
    if (base == null) {
      base = previous == null ? dateOf(from) : nominal(previous).local().toLocalDate();
    }
    DateSteps dates = new DateSteps(base, period);
    LocalDate date = dates.onOrAfter(dateOf(from).minusDays(2));
    while (date != null && (end == null || !date.isAfter(end))) {
      Instant fire = fires(date).from(from);
      if (fire != null) {
        return fire;
      }
      date = dates.after(date);
    }
    return null;
  }

  private LocalDate dateOf(Instant instant) {
    return LocalDate.ofInstant(instant, zone);
  }

  private LocalFires fires(LocalDate date) {
    return LocalFires.of(date.atTime(time), rules, dst);
  }

  /** What {@code fire} stands for: a local time of its date, or of one before when it was moved. */
  private LocalFires nominal(Instant fire) {
    LocalDate date = dateOf(fire);
    for (int back = 0; back <= 2; back++) {
      LocalFires fires = fires(date.minusDays(back));
      if (fires.contains(fire)) {
        return fires;
      }
    }
    return fires(date);
  }

  @Override
  public Adjustment adjustment(Instant fireTime) {
    return nominal(fireTime).adjustment(fireTime, rules);
  }

  @Override
  public Duration jitter() {
    return options.jitter();
  }

  @Override
  public Optional<ZoneId> zone() {
    return Optional.ofNullable(options.zone());
  }

  @Override
  public String text() {
    return new OptionText("calendar", period.toString())
        .with("at", time.equals(LocalTime.MIDNIGHT) ? null : time)
        .with("start", start)
        .with("end", end)
        .with("zone", options.zone())
        .with("dst", options.dst())
        .jitter(options.jitter())
        .toString();
  }

  @Override
  public String describe() {
    return "at "
        + time
        + " every "
        + PlainEnglish.period(period)
        + (start == null ? "" : ", from " + start)
        + (end == null ? "" : ", until " + end)
        + options.words();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CalendarIntervalTrigger that && text().equals(that.text());
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
