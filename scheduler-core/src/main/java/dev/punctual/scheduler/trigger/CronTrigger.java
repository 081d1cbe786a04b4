package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import dev.punctual.scheduler.internal.cron.CronDialect;
import dev.punctual.scheduler.internal.cron.CronFields;
import dev.punctual.scheduler.internal.cron.CronGrammar;
import dev.punctual.scheduler.internal.cron.FireSearch;
import dev.punctual.scheduler.internal.cron.Reading;
import dev.punctual.scheduler.internal.cron.ZoneTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fires at local times written as a cron schedule, in one of four dialects.
 *
 * <p>The same text can mean different times in different dialects, so the dialect is always named:
 * {@link #crontab}, {@link #apscheduler}, {@link #quartz}, {@link #spring}, or {@link #builder} for
 * APScheduler's eight named fields. Fires fall on whole seconds from 1970 to 9999.
 *
 * <p>Text form: the dialect, the schedule and options as needed, such as {@code crontab 30 9 * *
 * mon-fri zone=Europe/Berlin dst=unix}; for named fields {@code cron day_of_week=mon-fri hour=9}.
 */
public final class CronTrigger implements Trigger {

  private final CronDialect dialect;
  private final String schedule;
  private final CronFields fields;
  private final TriggerOptions options;
  private final FireSearch search;
  private final long firstSecond;
  private final long lastSecond;

  private CronTrigger(
      CronDialect dialect, String schedule, CronFields fields, TriggerOptions options) {
    this.dialect = dialect;
    this.schedule = schedule;
    this.fields = fields;
    this.options = options;
    this.search =
        new FireSearch(fields, ZoneTimeline.of(options.zoneOrUtc()), options.dstOrRecommended());
    this.firstSecond = options.firstSecond();
    this.lastSecond = options.lastSecond();
  }

  /**
   * Five fields of crontab(5): minute, hour, day of month, month, day of week. 0 and 7 are Sunday; a
   * day need only match one of the two day fields when neither begins with an asterisk. Also {@code
   * @yearly}, {@code @annually}, {@code @monthly}, {@code @weekly}, {@code @daily}, {@code
   * @midnight} and {@code @hourly}; beyond crontab(5), {@code last} as a day of month.
   *
   * @param schedule at most 256 characters
   * @throws TriggerSyntaxException if the schedule breaks the grammar or can never fire
   */
  public static CronTrigger crontab(String schedule) {
    return of(CronDialect.CRONTAB, schedule);
  }

  /**
   * Five fields as APScheduler's {@code from_crontab} reads them: minute, hour, day of month,
   * month, day of week. 0 is Monday, and a day must match both day fields.
   *
   * @param schedule at most 256 characters
   * @throws TriggerSyntaxException if the schedule breaks the grammar or can never fire
   */
  public static CronTrigger apscheduler(String schedule) {
    return of(CronDialect.APSCHEDULER, schedule);
  }

  /**
   * Six or seven fields of Quartz: second, minute, hour, day of month, month, day of week, year. 1
   * is Sunday; one of the two day fields must be {@code ?}; {@code L}, {@code W}, {@code #} and
   * ranges that wrap round are understood.
   *
   * @param schedule at most 256 characters
   * @throws TriggerSyntaxException if the schedule breaks the grammar or can never fire
   */
  public static CronTrigger quartz(String schedule) {
    return of(CronDialect.QUARTZ, schedule);
  }

  /**
   * Six fields of Spring's {@code CronExpression}: second, minute, hour, day of month, month, day
   * of week. 0 and 7 are Sunday, and a day must match both day fields; {@code ?}, {@code L}, {@code
   * W}, {@code #} and crontab's macros are understood.
   *
   * @param schedule at most 256 characters
   * @throws TriggerSyntaxException if the schedule breaks the grammar or can never fire
   */
  public static CronTrigger spring(String schedule) {
    return of(CronDialect.SPRING, schedule);
  }

  /** APScheduler's eight named fields. */
  public static CronTriggerBuilder builder() {
    return new CronTriggerBuilder();
  }

  private static CronTrigger of(CronDialect dialect, String schedule) {
    return of(dialect, requireNonNull(schedule, "schedule"), TriggerOptions.NONE);
  }

  static CronTrigger of(CronDialect dialect, String schedule, TriggerOptions options) {
    CronFields fields = CronGrammar.parse(dialect, schedule);
    return new CronTrigger(dialect, singleSpaced(schedule), fields, options);
  }

  private static String singleSpaced(String text) {
    boolean single =
        !text.contains("  ")
            && text.indexOf('\t') < 0
            && !text.startsWith(" ")
            && !text.endsWith(" ");
    return single ? text : text.strip().replaceAll("[ \t]+", " ");
  }

  static CronTrigger parse(CronDialect dialect, TriggerText text) {
    text.split(0, TriggerOptions.KEYS);
    return of(dialect, text.body(), TriggerOptions.parse(text));
  }

  static CronTrigger parseNamed(TriggerText text) {
    text.split(0, CronTriggerBuilder.KEYS);
    return CronTriggerBuilder.parse(text).with(TriggerOptions.parse(text));
  }

  CronTrigger with(TriggerOptions changed) {
    return changed.equals(options) ? this : new CronTrigger(dialect, schedule, fields, changed);
  }

  /** The same schedule on the clocks of {@code zone}. */
  public CronTrigger withZone(ZoneId zone) {
    return with(options.withZone(requireNonNull(zone, "zone")));
  }

  /** The same schedule with another clock-change policy. */
  public CronTrigger withDst(DstPolicy dst) {
    return with(options.withDst(requireNonNull(dst, "dst")));
  }

  /** The same schedule with no fire before {@code start}. */
  public CronTrigger withStart(Instant start) {
    return with(options.withStart(start));
  }

  /**
   * The same schedule with no fire after {@code end}; with an end before the start, none at all.
   */
  public CronTrigger withEnd(Instant end) {
    return with(options.withEnd(end));
  }

  /** The same schedule with each fire delayed at random by at most {@code jitter}. */
  public CronTrigger withJitter(Duration jitter) {
    return with(options.withJitter(jitter));
  }

  @Override
  public CronTrigger withDefaults(ZoneId zone, DstPolicy dst) {
    return with(options.withDefaults(zone, dst));
  }

  @Override
  public @Nullable Instant next(@Nullable Instant previous, Instant now) {
    long from = previous == null ? EpochMillis.ceilSecond(now) : previous.getEpochSecond() + 1;
    long fire = search.next(Math.max(from, firstSecond));
    return fire > lastSecond ? null : Instant.ofEpochSecond(fire);
  }

  @Override
  public FireSpan span(Instant first, Instant upTo) {
    long from = first.getEpochSecond();
    long to = Math.max(from, Math.min(upTo.getEpochSecond(), lastSecond));
    Instant last = Instant.ofEpochSecond(search.last(from, to));
    return new FireSpan(first, last, search.count(from, to + 1), true);
  }

  @Override
  public Adjustment adjustment(Instant fireTime) {
    Reading reading = search.reading(fireTime.getEpochSecond());
    return switch (reading.kind()) {
      case PLAIN -> Adjustment.NONE;
      case SHIFTED ->
          new Adjustment(
              Adjustment.Kind.GAP_SHIFTED,
              LocalDateTime.ofEpochSecond(reading.local(), 0, ZoneOffset.UTC));
      case FIRST_PASS -> Adjustment.FIRST_PASS;
      case SECOND_PASS -> Adjustment.SECOND_PASS;
    };
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
    return options.text(dialect.kind(), schedule);
  }

  @Override
  public String describe() {
    return fields.describe() + options.words();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronTrigger that
        && schedule.equals(that.schedule)
        && dialect == that.dialect
        && options.equals(that.options);
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
