package dev.punctual.examples.triggerpreview;

import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.CronTriggerBuilder;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads APScheduler's eight named cron fields. */
final class NamedFields {

  private NamedFields() {}

  static CronTrigger cron(JsonNode fields) {
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
        default ->
            throw new IllegalArgumentException(
                "field '"
                    + field.getKey()
                    + "' is not year, month, day, week, day_of_week, hour, minute or second");
      }
    }
    return builder.build();
  }
}
