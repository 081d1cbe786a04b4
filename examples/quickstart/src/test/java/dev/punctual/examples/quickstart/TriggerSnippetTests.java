package dev.punctual.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.trigger.CalendarIntervalTrigger;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.ExceptTrigger;
import dev.punctual.scheduler.trigger.Exclusions;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.OrTrigger;
import dev.punctual.scheduler.trigger.PlannedFire;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The triggers that the documentation shows. */
class TriggerSnippetTests {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void trigger_ofEachKind_canBeMade() {
    List<Trigger> all =
        List.of(
            DateTrigger.now(),
            DateTrigger.at(LocalDateTime.parse("2026-05-01T09:30:00"), BERLIN),
            IntervalTrigger.every(Duration.ofMinutes(5)),
            IntervalTrigger.every(Duration.ofHours(1)).withJitter(Duration.ofSeconds(30)),
            CalendarIntervalTrigger.every(Period.ofMonths(1)).at(LocalTime.of(6, 0)),
            CronTrigger.crontab("30 9 * * mon-fri").withZone(BERLIN),
            CronTrigger.quartz("0 0 12 L * ?"),
            CronTrigger.builder().dayOfWeek("mon-fri").hour(9).minute(30).build(),
            OrTrigger.of(CronTrigger.crontab("0 9 * * *"), CronTrigger.crontab("0 18 * * fri")));

    assertThat(all).allSatisfy(each -> assertThat(each.describe()).isNotBlank());
    assertThat(all).allSatisfy(each -> assertThat(Triggers.parse(each.text())).isEqualTo(each));
  }

  @Test
  void exclusions_areLeftOut() {
    Trigger workdays =
        ExceptTrigger.of(
            CronTrigger.crontab("0 9 * * mon-fri").withZone(BERLIN),
            Exclusions.none()
                .withDates(LocalDate.parse("2026-12-24"), LocalDate.parse("2026-12-26"))
                .withZone(BERLIN));

    Instant eve = Instant.parse("2026-12-23T12:00:00Z");
    assertThat(workdays.next(null, eve)).isEqualTo(Instant.parse("2026-12-28T08:00:00Z"));
  }

  @Test
  void preview_showsWhatAClockChangeDoes() {
    Trigger backup = CronTrigger.crontab("30 2 * * *").withZone(BERLIN);
    List<PlannedFire> fires = backup.preview(Instant.parse("2025-03-29T00:00:00Z"), 3);

    assertThat(fires)
        .extracting(PlannedFire::toString)
        .satisfies(texts -> assertThat(texts.get(1)).contains("GAP_SHIFTED"));
    Trigger asWritten = CronTrigger.crontab("30 2 * * *").withDst(DstPolicy.WALL_CLOCK);
    assertThat(asWritten.text()).contains("dst=wall-clock");
  }

  @Test
  void sameText_meansOtherTimesInOtherDialects() {
    Instant thursday = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(CronTrigger.crontab("0 0 * * 1").next(null, thursday))
        .isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
    assertThat(CronTrigger.apscheduler("0 0 * * 1").next(null, thursday))
        .isEqualTo(Instant.parse("2026-01-06T00:00:00Z"));
    assertThat(CronTrigger.quartz("0 0 0 ? * 1").next(null, thursday))
        .isEqualTo(Instant.parse("2026-01-04T00:00:00Z"));
    assertThat(CronTrigger.spring("0 0 0 * * 1").next(null, thursday))
        .isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
    assertThat(CronTrigger.crontab("0 0 13 * 5").next(null, thursday))
        .isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(CronTrigger.apscheduler("0 0 13 * fri").next(null, thursday))
        .isEqualTo(Instant.parse("2026-02-13T00:00:00Z"));
  }

  @Test
  void mistake_isNamedWithItsColumn() {
    assertThatThrownBy(() -> CronTrigger.crontab("30 25 * * *"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("25");
    assertThatThrownBy(() -> CronTrigger.crontab("0 0 30 2 *"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
