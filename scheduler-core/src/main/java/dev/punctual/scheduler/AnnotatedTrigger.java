package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.config.DurationText;
import dev.punctual.scheduler.internal.config.Keys;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads when an annotated method fires; what cannot be read goes to the mistakes. */
final class AnnotatedTrigger {

  private static final List<String> DIALECTS =
      List.of("crontab", "cron", "apscheduler", "quartz", "spring");

  private final ScheduledJob said;
  private final Mistakes mistakes;

  private AnnotatedTrigger(ScheduledJob said, Mistakes mistakes) {
    this.said = said;
    this.mistakes = mistakes;
  }

  /** The trigger; null if a mistake was found. */
  static @Nullable Trigger of(ScheduledJob said, Mistakes mistakes) {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("every", said.every());
    ways.put("cron", said.cron());
    ways.put("at", said.at());
    ways.values().removeIf(String::isEmpty);
    List<String> given = List.copyOf(ways.keySet());
    if (given.size() != 1) {
      String problem =
          given.isEmpty()
              ? "nothing says when it fires"
              : String.join(" and ", given) + " are given";
      mistakes.add(problem + "; use exactly one of every, cron and at");
      return null;
    }
    AnnotatedTrigger reader = new AnnotatedTrigger(said, mistakes);
    return switch (given.get(0)) {
      case "every" -> reader.interval();
      case "cron" -> reader.cron();
      default -> reader.date();
    };
  }

  private @Nullable Trigger interval() {
    refuse("zone", said.zone(), "an interval is elapsed time and knows no zone; use cron");
    IntervalTrigger every =
        mistakes.read(
            "every", said.every(), text -> IntervalTrigger.every(DurationText.parse(text)));
    Duration jitter = mistakes.read("jitter", said.jitter(), DurationText::parse);
    return every == null || jitter == null
        ? every
        : mistakes.read("jitter", said.jitter(), text -> every.withJitter(jitter));
  }

  private @Nullable Trigger cron() {
    CronTrigger cron = mistakes.read("cron", said.cron(), AnnotatedTrigger::cron);
    ZoneId zone = mistakes.read("zone", said.zone(), ZoneId::of);
    Duration jitter = mistakes.read("jitter", said.jitter(), DurationText::parse);
    if (cron == null) {
      return null;
    }
    if (zone != null && cron.zone().isPresent()) {
      refuse("zone", said.zone(), "cron names " + cron.zone().get() + " already; leave one out");
    }
    CronTrigger zoned = zone == null ? cron : cron.withZone(zone);
    if (jitter != null && !cron.jitter().isZero()) {
      refuse("jitter", said.jitter(), "cron names " + cron.jitter() + " already; leave one out");
    }
    return jitter == null
        ? zoned
        : mistakes.read("jitter", said.jitter(), text -> zoned.withJitter(jitter));
  }

  private static CronTrigger cron(String text) {
    String schedule = text.strip();
    int space = schedule.indexOf(' ');
    boolean named = space > 0 && DIALECTS.contains(schedule.substring(0, space));
    return named ? (CronTrigger) Triggers.parse(schedule) : CronTrigger.crontab(schedule);
  }

  private @Nullable Trigger date() {
    refuse("jitter", said.jitter(), "a single fire has none; leave it out");
    TemporalAccessor at = mistakes.read("at", said.at(), AnnotatedTrigger::dateTime);
    ZoneId zone = mistakes.read("zone", said.zone(), ZoneId::of);
    if (at instanceof OffsetDateTime exact) {
      refuse("zone", said.zone(), "'" + said.at() + "' has its offset already; leave one out");
      return mistakes.read("at", said.at(), text -> DateTrigger.at(exact.toInstant()));
    }
    return at == null
        ? null
        : mistakes.read("at", said.at(), text -> local((LocalDateTime) at, zone));
  }

  private static TemporalAccessor dateTime(String text) {
    try {
      return DateTimeFormatter.ISO_DATE_TIME.parseBest(
          text.strip(), OffsetDateTime::from, LocalDateTime::from);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "use an instant such as '2026-05-01T09:30:00Z' or a local time such as"
              + " '2026-05-01T09:30'",
          e);
    }
  }

  private static Trigger local(LocalDateTime at, @Nullable ZoneId zone) {
    return zone == null ? DateTrigger.at(at) : DateTrigger.at(at, zone);
  }

  private void refuse(String attribute, String value, String rule) {
    if (!value.isEmpty()) {
      mistakes.add(attribute + " " + Keys.quote(value) + ": " + rule);
    }
  }
}
