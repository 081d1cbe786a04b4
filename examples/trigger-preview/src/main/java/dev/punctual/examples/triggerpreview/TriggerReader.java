package dev.punctual.examples.triggerpreview;

import dev.punctual.scheduler.trigger.AndTrigger;
import dev.punctual.scheduler.trigger.CalendarIntervalTrigger;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.OrTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Makes the trigger that a JSON object describes; local times are read in its {@code tz}. */
final class TriggerReader {

  private static final Pattern WITH_OFFSET = Pattern.compile(".*T.*([+-]\\d\\d:\\d\\d|Z)");

  private final JsonNode vector;
  private final ZoneId zone;
  private final DstPolicy policy;

  TriggerReader(JsonNode vector) {
    this.vector = vector;
    String tz = text(vector, "tz");
    this.zone = tz == null ? ZoneOffset.UTC : ZoneId.of(tz);
    String preset = text(vector, "preset");
    this.policy = preset == null ? DstPolicy.RECOMMENDED : preset(preset);
  }

  /** A clock-change policy by name, in any case, with dashes or underscores. */
  static DstPolicy preset(String name) {
    return DstPolicy.parse(name.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** A cron schedule in the dialect of that name. */
  static CronTrigger cron(String dialect, String schedule) {
    return switch (dialect) {
      case "crontab" -> CronTrigger.crontab(schedule);
      case "apscheduler" -> CronTrigger.apscheduler(schedule);
      case "quartz" -> CronTrigger.quartz(schedule);
      case "spring" -> CronTrigger.spring(schedule);
      default ->
          throw new IllegalArgumentException(
              "dialect '" + dialect + "' is not crontab, apscheduler, quartz or spring");
    };
  }

  ZoneId zone() {
    return zone;
  }

  Trigger trigger() {
    return trigger(vector);
  }

  /** An instant of the object; null if it is not there. */
  Instant instant(String key) {
    return instant(vector, key);
  }

  private Trigger trigger(JsonNode node) {
    String kind = text(node, "kind");
    JsonNode fields = node.get("fields");
    if (kind == null) {
      throw new IllegalArgumentException("kind is missing");
    }
    return switch (kind) {
      case "cron" -> fields == null ? text(node) : bounded(NamedFields.cron(fields), node);
      case "crontab" -> text(node);
      case "date" -> date(fields);
      case "interval" -> interval(fields, node);
      case "calendarinterval" -> calendar(fields, node);
      case "and" -> AndTrigger.of(parts(fields));
      case "or" -> OrTrigger.of(parts(fields));
      default -> throw new IllegalArgumentException("kind '" + kind + "' is not known");
    };
  }

  private Trigger text(JsonNode node) {
    String schedule = text(node, "expr");
    if (schedule == null) {
      throw new IllegalArgumentException("expr is missing");
    }
    String dialect = text(node, "dialect");
    return bounded(cron(dialect == null ? "crontab" : dialect, schedule), node);
  }

  private CronTrigger bounded(CronTrigger trigger, JsonNode node) {
    Instant start = instant(node, "start");
    Instant end = instant(node, "end");
    CronTrigger zoned = trigger.withZone(zone).withDst(policy);
    CronTrigger started = start == null ? zoned : zoned.withStart(start);
    return end == null ? started : started.withEnd(end);
  }

  private Trigger date(JsonNode fields) {
    Instant at = fields == null ? null : instant(fields, "run_date");
    return at == null ? DateTrigger.now() : DateTrigger.at(at);
  }

  private Trigger interval(JsonNode fields, JsonNode node) {
    BigDecimal seconds =
        number(fields, "weeks", 604_800)
            .add(number(fields, "days", 86_400))
            .add(number(fields, "hours", 3_600))
            .add(number(fields, "minutes", 60))
            .add(number(fields, "seconds", 1));
    Duration length = Duration.ofNanos(seconds.movePointRight(9).longValueExact());
    Instant start = instant(node, "start");
    Instant end = instant(node, "end");
    IntervalTrigger trigger = IntervalTrigger.every(length);
    IntervalTrigger started = start == null ? trigger : trigger.withStart(start);
    return end == null ? started : started.withEnd(end);
  }

  private Trigger calendar(JsonNode fields, JsonNode node) {
    int days = 7 * whole(fields, "weeks") + whole(fields, "days");
    Period period = Period.of(whole(fields, "years"), whole(fields, "months"), days);
    LocalTime time =
        LocalTime.of(whole(fields, "hour"), whole(fields, "minute"), whole(fields, "second"));
    CalendarIntervalTrigger trigger =
        CalendarIntervalTrigger.every(period).at(time).withZone(zone).withDst(policy);
    String start = text(node, "start");
    String end = text(node, "end");
    trigger = start == null ? trigger : trigger.withStart(LocalDate.parse(start));
    return end == null ? trigger : trigger.withEnd(LocalDate.parse(end));
  }

  private List<Trigger> parts(JsonNode fields) {
    JsonNode parts = fields == null ? null : fields.get("triggers");
    if (parts == null || !parts.isArray()) {
      throw new IllegalArgumentException("fields.triggers must be an array of triggers");
    }
    return parts.valueStream().map(this::trigger).toList();
  }

  private Instant instant(JsonNode node, String key) {
    String text = text(node, key);
    if (text == null) {
      return null;
    }
    return WITH_OFFSET.matcher(text).matches()
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
  }

  private static BigDecimal number(JsonNode fields, String key, int unit) {
    String text = fields == null ? null : text(fields, key);
    return text == null ? BigDecimal.ZERO : new BigDecimal(text).multiply(BigDecimal.valueOf(unit));
  }

  private static int whole(JsonNode fields, String key) {
    return number(fields, key, 1).intValueExact();
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value.asString();
  }
}
