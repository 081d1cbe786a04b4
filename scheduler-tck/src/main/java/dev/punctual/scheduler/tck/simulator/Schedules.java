package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.trigger.AndTrigger;
import dev.punctual.scheduler.trigger.CalendarIntervalTrigger;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.ExceptTrigger;
import dev.punctual.scheduler.trigger.Exclusions;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.OrTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;

/** Triggers of every kind, drawn from a seed. */
final class Schedules {

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Asia/Kolkata"),
          ZoneId.of("Australia/Lord_Howe"));

  private final Chance chance;

  Schedules(Chance chance) {
    this.chance = chance;
  }

  /** A trigger that fires now and then after {@code now}. */
  Trigger draw(Instant now) {
    return switch (chance.weighted(30, 20, 15, 8, 6, 6, 15)) {
      case 0 -> interval();
      case 1 -> cron();
      case 2 -> date(now);
      case 3 -> daily();
      case 4 -> OrTrigger.of(cron(), IntervalTrigger.every(minutes(20, 90)));
      case 5 -> except(now);
      default -> burst(now);
    };
  }

  private Trigger interval() {
    IntervalTrigger every =
        switch (chance.weighted(7, 30, 63)) {
          case 0 -> IntervalTrigger.every(minutes(1, 4));
          case 1 -> IntervalTrigger.every(minutes(5, 30));
          default -> IntervalTrigger.every(minutes(30, 300));
        };
    return chance.hits(300) ? every.withJitter(jitter()) : every;
  }

  private CronTrigger cron() {
    int minute = chance.between(0, 59);
    CronTrigger cron =
        switch (chance.between(0, 3)) {
          case 0 -> CronTrigger.crontab("*/%d * * * *".formatted(chance.between(15, 30)));
          case 1 -> CronTrigger.apscheduler("%d * * * *".formatted(minute));
          case 2 -> CronTrigger.quartz("%d %d */2 * * ?".formatted(chance.between(0, 59), minute));
          default -> CronTrigger.spring("0 %d,%d * * * *".formatted(minute, (minute + 7) % 60));
        };
    CronTrigger zoned = cron.withZone(chance.oneOf(ZONES));
    return chance.hits(200) ? zoned.withJitter(jitter()) : zoned;
  }

  private Trigger date(Instant now) {
    return chance.hits(200)
        ? DateTrigger.now()
        : DateTrigger.at(now.plusMillis(chance.between(-60_000L, 14_400_000L)));
  }

  private Trigger daily() {
    return CalendarIntervalTrigger.every(Period.ofDays(1))
        .at(LocalTime.of(chance.between(0, 23), chance.between(0, 59)))
        .withZone(chance.oneOf(ZONES));
  }

  private Trigger except(Instant now) {
    int minute = chance.between(0, 29);
    Trigger half = CronTrigger.crontab("%d,%d * * * *".formatted(minute, minute + 30));
    return chance.hits(500)
        ? AndTrigger.of(half, CronTrigger.crontab("%d * * * *".formatted(minute)))
        : ExceptTrigger.of(
            half,
            Exclusions.none()
                .withWindow(now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(4))));
  }

  /** Many fires in a short time, more than some jobs can keep up with. */
  private Trigger burst(Instant now) {
    Duration every = Duration.ofMillis(chance.between(500, 20_000));
    return IntervalTrigger.every(every)
        .withEnd(now.plus(every.multipliedBy(chance.between(5, 60))).plusMillis(1));
  }

  private Duration minutes(int low, int high) {
    return Duration.ofSeconds(chance.between(low * 60, high * 60));
  }

  private Duration jitter() {
    return Duration.ofMillis(chance.between(1, 60_000));
  }
}
