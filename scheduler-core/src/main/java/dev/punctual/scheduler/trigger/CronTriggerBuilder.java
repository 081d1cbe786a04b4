package dev.punctual.scheduler.trigger;

import static java.util.Objects.requireNonNull;

import dev.punctual.scheduler.internal.cron.CronDialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link CronTrigger} from APScheduler's named fields, all of which must match.
 *
 * <p>A field is a comma list of {@code *}, {@code *}{@code /n}, {@code a}, {@code a-b}, {@code
 * a-b/n} and {@code a/n}; months and weekdays also by name and range of names; days also {@code
 * last}, {@code last fri} and {@code 1st mon} to {@code 5th sun}. Weekday 0 is Monday. Fields left
 * out before the last given one admit every value, those after it only the lowest, but week and day
 * of week every value; with no field at all every second matches.
 */
public final class CronTriggerBuilder {

  private static final String[] NAMES = {
    "year", "month", "day", "week", "day_of_week", "hour", "minute", "second"
  };

  static final Set<String> KEYS =
      Stream.concat(Stream.of(NAMES), TriggerOptions.KEYS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private final @Nullable String[] fields = new @Nullable String[NAMES.length];
  private TriggerOptions options = TriggerOptions.NONE;

  CronTriggerBuilder() {}

  static CronTrigger parse(TriggerText text) {
    if (!text.body().isEmpty()) {
      throw new TriggerSyntaxException(
          text.text, text.restColumn(), "named fields are expected, such as hour=9");
    }
    CronTriggerBuilder builder = new CronTriggerBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      String value = text.option(NAMES[i]);
      if (value != null) {
        builder.set(i, value);
      }
    }
    return builder.build();
  }

  /** 1970 to 9999. */
  public CronTriggerBuilder year(String field) {
    return set(0, field);
  }

  /** 1970 to 9999. */
  public CronTriggerBuilder year(int year) {
    return set(0, Integer.toString(year));
  }

  /** 1 to 12 or jan to dec. */
  public CronTriggerBuilder month(String field) {
    return set(1, field);
  }

  /** 1 to 12. */
  public CronTriggerBuilder month(int month) {
    return set(1, Integer.toString(month));
  }

  /** 1 to 31, {@code last}, {@code last fri}, {@code 2nd mon}. */
  public CronTriggerBuilder day(String field) {
    return set(2, field);
  }

  /** 1 to 31. */
  public CronTriggerBuilder day(int day) {
    return set(2, Integer.toString(day));
  }

  /** The ISO 8601 week, 1 to 53. */
  public CronTriggerBuilder week(String field) {
    return set(3, field);
  }

  /** The ISO 8601 week, 1 to 53. */
  public CronTriggerBuilder week(int week) {
    return set(3, Integer.toString(week));
  }

  /** 0 = Monday to 6 = Sunday, or mon to sun. */
  public CronTriggerBuilder dayOfWeek(String field) {
    return set(4, field);
  }

  /** 0 = Monday to 6 = Sunday. */
  public CronTriggerBuilder dayOfWeek(int dayOfWeek) {
    return set(4, Integer.toString(dayOfWeek));
  }

  /** 0 to 23. */
  public CronTriggerBuilder hour(String field) {
    return set(5, field);
  }

  /** 0 to 23. */
  public CronTriggerBuilder hour(int hour) {
    return set(5, Integer.toString(hour));
  }

  /** 0 to 59. */
  public CronTriggerBuilder minute(String field) {
    return set(6, field);
  }

  /** 0 to 59. */
  public CronTriggerBuilder minute(int minute) {
    return set(6, Integer.toString(minute));
  }

  /** 0 to 59. */
  public CronTriggerBuilder second(String field) {
    return set(7, field);
  }

  /** 0 to 59. */
  public CronTriggerBuilder second(int second) {
    return set(7, Integer.toString(second));
  }

  /** The zone whose clocks count. */
  public CronTriggerBuilder zone(ZoneId zone) {
    options = options.withZone(requireNonNull(zone, "zone"));
    return this;
  }

  /** The clock-change policy. */
  public CronTriggerBuilder dst(DstPolicy dst) {
    options = options.withDst(requireNonNull(dst, "dst"));
    return this;
  }

  /** No fire before this instant. */
  public CronTriggerBuilder start(Instant start) {
    options = options.withStart(start);
    return this;
  }

  /** No fire after this instant. */
  public CronTriggerBuilder end(Instant end) {
    options = options.withEnd(end);
    return this;
  }

  /** The greatest random delay of a fire. */
  public CronTriggerBuilder jitter(Duration jitter) {
    options = options.withJitter(jitter);
    return this;
  }

  /**
   * The trigger.
   *
   * @throws TriggerSyntaxException if a field breaks its grammar, the fields together have more
   *     than 256 characters, or no date can ever match
   */
  public CronTrigger build() {
    StringBuilder schedule = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if (fields[i] != null) {
        schedule.append(schedule.length() == 0 ? "" : " ");
        schedule.append(NAMES[i]).append('=').append(fields[i]);
      }
    }
    return CronTrigger.of(CronDialect.FIELDS, schedule.toString(), options);
  }

  private CronTriggerBuilder set(int index, String field) {
    if (field.length() > CronDialect.MAX_LENGTH || field.indexOf('=') >= 0) {
      throw new TriggerSyntaxException(
          field, 1, NAMES[index] + ": a field has at most 256 characters and no equals sign");
    }
    fields[index] = field.strip().replaceAll(" *, *", ",").replaceAll(" +", " ");
    return this;
  }
}
