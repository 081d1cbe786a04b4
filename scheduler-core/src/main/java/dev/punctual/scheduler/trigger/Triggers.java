package dev.punctual.scheduler.trigger;

import dev.punctual.scheduler.internal.cron.CronDialect;

/** Reads triggers back from their text form. */
public final class Triggers {

  private Triggers() {}

  /**
   * The trigger that {@code text} describes; {@code parse(t.text())} equals {@code t}.
   *
   * @param text at most 65,536 characters
   * @throws IllegalArgumentException if the kind is unknown or the text breaks its grammar; the
   *     message gives the position and the rule
   */
  public static Trigger parse(String text) {
    TriggerText parts = TriggerText.kindOf(text);
    return switch (parts.kind) {
      case "date" -> DateTrigger.parse(parts);
      case "interval" -> IntervalTrigger.parse(parts);
      case "cron" -> CronTrigger.parseNamed(parts);
      case "crontab" -> CronTrigger.parse(CronDialect.CRONTAB, parts);
      case "apscheduler" -> CronTrigger.parse(CronDialect.APSCHEDULER, parts);
      case "quartz" -> CronTrigger.parse(CronDialect.QUARTZ, parts);
      case "spring" -> CronTrigger.parse(CronDialect.SPRING, parts);
      default ->
          throw new TriggerSyntaxException(
              text,
              1,
              "unknown trigger kind; a text begins with date, interval, cron, crontab, apscheduler,"
                  + " quartz or spring");
    };
  }
}
