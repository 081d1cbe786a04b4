package dev.punctual.scheduler.trigger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** One recorded answer of APScheduler 3.11.2, with what each clock-change policy would give. */
record GoldenVector(String id, JsonNode json) {

  static Stream<GoldenVector> all() {
    try (InputStream in = GoldenVector.class.getResourceAsStream("cron_golden_public.json")) {
      List<GoldenVector> vectors = new ArrayList<>();
      new ObjectMapper()
          .readTree(Objects.requireNonNull(in))
          .forEach(json -> vectors.add(new GoldenVector(json.get("id").asString(), json)));
      return vectors.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String kind() {
    return json.get("kind").asString();
  }

  ZoneId zone() {
    return ZoneId.of(json.get("tz").asString());
  }

  Instant now() {
    return OffsetDateTime.parse(json.get("now").asString()).toInstant();
  }

  boolean brokenInSource() {
    return json.has("quirk");
  }

  List<Instant> expected() {
    return instants(json.get("expected"));
  }

  List<Instant> expectedByCrontab() {
    return json.has("expected_vixie") ? instants(json.get("expected_vixie")) : expected();
  }

  boolean hasPolicies() {
    return json.has("policies");
  }

  @Nullable List<Instant> policy(String name) {
    JsonNode policy = hasPolicies() ? json.get("policies").get(name) : null;
    return policy == null ? null : instants(policy);
  }

  private static List<Instant> instants(JsonNode array) {
    return array
        .valueStream()
        .map(text -> OffsetDateTime.parse(text.asString()).toInstant())
        .toList();
  }

  /** The trigger of this vector; crontab texts are read as APScheduler reads them. */
  Trigger trigger(DstPolicy dst) {
    return kind().equals("crontab")
        ? bounded(CronTrigger.apscheduler(expression()).withZone(zone()).withDst(dst), json)
        : trigger(json, dst);
  }

  String expression() {
    return json.get("expr").asString();
  }

  private Trigger trigger(JsonNode node, DstPolicy dst) {
    JsonNode fields = node.get("fields");
    return switch (node.get("kind").asString()) {
      case "cron" -> bounded(cron(fields).withZone(zone()).withDst(dst), node);
      case "interval" -> interval(fields, node);
      case "calendarinterval" -> calendar(fields, node).withZone(zone()).withDst(dst);
      case "and" -> AndTrigger.of(parts(fields, dst));
      case "or" -> OrTrigger.of(parts(fields, dst));
      default -> throw new IllegalArgumentException(node.toString());
    };
  }

  private static CronTrigger cron(JsonNode fields) {
    CronTriggerBuilder builder = CronTrigger.builder();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      String value = field.getValue().asString();
      switch (field.getKey()) {
        case "year" -> builder.year(value);
        case "month" -> builder.month(value);
        case "day" -> builder.day(value);
        case "week" -> builder.week(value);
        case "day_of_week" -> builder.dayOfWeek(value);
        case "hour" -> builder.hour(value);
        case "minute" -> builder.minute(value);
        case "second" -> builder.second(value);
        default -> throw new IllegalArgumentException(field.getKey());
      }
    }
    return builder.build();
  }

  private List<Trigger> parts(JsonNode fields, DstPolicy dst) {
    return fields.get("triggers").valueStream().map(part -> trigger(part, dst)).toList();
  }

  private Trigger interval(JsonNode fields, JsonNode node) {
    Duration interval =
        Duration.ofDays(7L * number(fields, "weeks") + number(fields, "days"))
            .plusHours(number(fields, "hours"))
            .plusMinutes(number(fields, "minutes"))
            .plusSeconds(number(fields, "seconds"));
    Instant start = Objects.requireNonNull(instant(node.get("start")));
    IntervalTrigger trigger = IntervalTrigger.every(interval).withStart(start);
    Instant end = instant(node.get("end"));
    return end == null ? trigger : trigger.withEnd(end);
  }

  private static CalendarIntervalTrigger calendar(JsonNode fields, JsonNode node) {
    Period period =
        Period.of(
            number(fields, "years"),
            number(fields, "months"),
            7 * number(fields, "weeks") + number(fields, "days"));
    LocalTime time =
        LocalTime.of(number(fields, "hour"), number(fields, "minute"), number(fields, "second"));
    CalendarIntervalTrigger trigger =
        CalendarIntervalTrigger.every(period)
            .at(time)
            .withStart(LocalDate.parse(node.get("start").asString()));
    JsonNode end = node.get("end");
    return end.isNull() ? trigger : trigger.withEnd(LocalDate.parse(end.asString()));
  }

  private static int number(JsonNode fields, String name) {
    return fields.has(name) ? fields.get(name).asInt() : 0;
  }

  private CronTrigger bounded(CronTrigger trigger, JsonNode node) {
    Instant start = instant(node.get("start"));
    Instant end = instant(node.get("end"));
    CronTrigger bounded = start == null ? trigger : trigger.withStart(start);
    return end == null ? bounded : bounded.withEnd(end);
  }

  private @Nullable Instant instant(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    String text = node.asString();
    return text.matches(".*T.*([+-]\\d\\d:\\d\\d|Z)$")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).atZone(zone()).toInstant();
  }

  /** As many fires as the vector records, from its {@code now} on. */
  List<Instant> fires(Trigger trigger, int count) {
    List<Instant> fires = new ArrayList<>();
    Instant next = trigger.next(null, now());
    while (next != null && fires.size() < count) {
      fires.add(next);
      next = trigger.next(next, now());
    }
    return fires;
  }

  @Override
  public String toString() {
    return id;
  }
}
