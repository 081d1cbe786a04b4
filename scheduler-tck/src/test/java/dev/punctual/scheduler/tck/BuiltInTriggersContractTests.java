package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.trigger.CalendarIntervalTrigger;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.OrTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;

/** The triggers that come with core keep the contract of triggers. */
class BuiltInTriggersContractTests extends TriggerContract {

  @Override
  protected List<Trigger> samples() {
    return List.of(
        DateTrigger.at(Instant.parse("2026-05-01T08:00:00.001Z")),
        IntervalTrigger.every(Duration.ofMillis(1)),
        IntervalTrigger.every(Duration.ofDays(40)),
        CalendarIntervalTrigger.every(Period.ofMonths(1)),
        CronTrigger.crontab("30 9 * * mon-fri"),
        CronTrigger.apscheduler("*/5 0-2 * * 6"),
        CronTrigger.quartz("0 0 12 L * ?"),
        CronTrigger.spring("0 15 10 * * *"),
        OrTrigger.of(
            CronTrigger.crontab("0 0 29 2 *"),
            DateTrigger.at(Instant.parse("2030-01-01T00:00:00Z"))));
  }
}
