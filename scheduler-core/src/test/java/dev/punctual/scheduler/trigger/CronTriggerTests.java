package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTriggerTests {

  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void next_matchEqualToNow_isNow() {
    CronTrigger trigger = CronTrigger.crontab("0 0 * * *");
    assertThat(trigger.next(null, NEW_YEAR)).isEqualTo(NEW_YEAR);
    assertThat(trigger.next(null, NEW_YEAR.plusNanos(1))).isEqualTo("2026-01-02T00:00:00Z");
  }

  @Test
  void next_afterPrevious_ignoresNow() {
    CronTrigger trigger = CronTrigger.crontab("0 0 * * *");
    assertThat(trigger.next(NEW_YEAR, Instant.MAX)).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(trigger.next(NEW_YEAR, Instant.MIN)).isEqualTo("2026-01-02T00:00:00Z");
  }

  @Test
  void next_bounds_areInclusiveInstants() {
    CronTrigger trigger =
        CronTrigger.crontab("0 * * * *")
            .withStart(NEW_YEAR.plusSeconds(3600))
            .withEnd(NEW_YEAR.plusSeconds(7200));
    assertThat(trigger.next(null, NEW_YEAR)).isEqualTo("2026-01-01T01:00:00Z");
    assertThat(trigger.next(NEW_YEAR, NEW_YEAR)).isEqualTo("2026-01-01T01:00:00Z");
    assertThat(trigger.next(NEW_YEAR.plusSeconds(3600), NEW_YEAR))
        .isEqualTo("2026-01-01T02:00:00Z");
    assertThat(trigger.next(NEW_YEAR.plusSeconds(7200), NEW_YEAR)).isNull();
  }

  @Test
  void next_startBetweenSeconds_roundsUp() {
    CronTrigger trigger = CronTrigger.builder().start(NEW_YEAR.plusMillis(1)).build();
    assertThat(trigger.next(null, NEW_YEAR)).isEqualTo("2026-01-01T00:00:01Z");
  }

  @Test
  void next_outsideTheYears1970To9999_isTheFirstOrNone() {
    CronTrigger trigger = CronTrigger.crontab("0 0 * * *");
    assertThat(trigger.next(null, Instant.MIN)).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(trigger.next(null, Instant.MAX)).isNull();
    assertThat(trigger.next(Instant.parse("9999-12-31T00:00:00Z"), NEW_YEAR)).isNull();
  }

  @Test
  void span_everySecondOverThirtyDays_countsByArithmetic() {
    CronTrigger trigger = CronTrigger.builder().second("*").zone(BERLIN).build();
    Instant from = Instant.parse("2025-10-10T00:00:00Z");
    Instant upTo = from.plus(Duration.ofDays(30)).plusMillis(1);
    assertThat(trigger.span(from, upTo))
        .isEqualTo(new FireSpan(from, from.plus(Duration.ofDays(30)), 30 * 86_400L + 1, true));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "crontab, 0 9 * * 0, 2026-01-04T09:00:00Z",
    "crontab, 0 9 * * 7, 2026-01-04T09:00:00Z",
    "apscheduler, 0 9 * * 0, 2026-01-05T09:00:00Z",
    "quartz, 0 0 9 ? * 1, 2026-01-04T09:00:00Z",
    "spring, 0 0 9 * * 0, 2026-01-04T09:00:00Z",
    "crontab, 0 0 13 * fri, 2026-01-02T00:00:00Z",
    "apscheduler, 0 0 13 * fri, 2026-02-13T00:00:00Z",
    "spring, 0 0 0 13 * FRI, 2026-02-13T00:00:00Z",
    "crontab, @weekly, 2026-01-04T00:00:00Z",
    "quartz, 0 0 0 LW * ?, 2026-01-30T00:00:00Z",
    "quartz, 0 0 0 L-3 * ?, 2026-01-28T00:00:00Z",
    "quartz, 0 0 0 4W * ?, 2026-01-05T00:00:00Z",
    "quartz, 0 0 0 ? * 6#2, 2026-01-09T00:00:00Z",
    "quartz, 0 0 0 ? * FRIL, 2026-01-30T00:00:00Z",
    "quartz, 0 0 22-2/2 * * ?, 2026-01-01T00:00:00Z",
    "spring, 0 0 0 ? * MON#1, 2026-01-05T00:00:00Z"
  })
  void parse_oneTextPerDialect_firesAsThatDialectSays(String dialect, String text, String fire) {
    Trigger trigger = Triggers.parse(dialect + " " + text);
    assertThat(trigger.next(null, NEW_YEAR)).isEqualTo(fire);
    assertThat(trigger.text()).isEqualTo(dialect + " " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crontab|61 * * * *|column 1: minute: 61 is above 59",
        "crontab|* * 30 2 *|never fire",
        "crontab|* * * *|5 fields",
        "crontab|0 * * * * *|5 fields",
        "crontab|0 0 L * *|quartz and spring",
        "crontab|*/0 * * * *|at least 1",
        "crontab|*/90 * * * *|interval trigger",
        "crontab|@reboot|restart",
        "apscheduler|0 0 * * 7|7 is above 6",
        "apscheduler|0 0 * * mon-fri/2|numbers, not names",
        "apscheduler|*/60 * * * *|larger than the range",
        "apscheduler|0 0 * * fri-mon|comes after",
        "apscheduler|0 0 * * mon#2|quartz and spring",
        "apscheduler|0 0 last-3 * *|unexpected '-'",
        "apscheduler|0 0 lastfoo * *|unexpected",
        "quartz|0 0 0 * * *|must be '?'",
        "quartz|0 0 0 ? * ?|must be '?'",
        "quartz|0 0 0 ? * 8|8 is above 7",
        "quartz|0 0 0 ? * 6#6|does not exist",
        "spring|0 0 0 ? * L|needs a weekday",
        "cron|minute=5 hour=24|24 is above 23",
        "cron|second=0 second=1|twice",
        "cron|5|named fields",
        "cron|day=2nd fri-sun|unexpected '-'"
      })
  void parse_brokenText_namesColumnFieldAndRule(String dialect, String text, String rule) {
    assertThatThrownBy(() -> Triggers.parse(dialect + " " + text))
        .isInstanceOf(TriggerSyntaxException.class)
        .hasMessageContaining("column ")
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cron",
        "cron hour=9 minute=30",
        "cron day=last fri,1st mon hour=9 zone=Europe/Berlin jitter=PT5S",
        "crontab @daily zone=Europe/Berlin dst=wall-clock",
        "crontab */5 * * * * start=2026-01-01T00:00:00Z end=2027-01-01T00:00:00Z",
        "quartz 0 0 12 ? * 6L 2026-2028 dst=next-valid/both"
      })
  void parse_textForm_roundTrips(String text) {
    assertThat(Triggers.parse(text).text()).isEqualTo(text);
    assertThat(Triggers.parse(text))
        .isEqualTo(Triggers.parse(text))
        .hasSameHashCodeAs(Triggers.parse(text));
  }

  @Test
  void builder_spacesInFields_areNormalised() {
    assertThat(CronTrigger.builder().day(" last  tue , 3 ").build().text())
        .isEqualTo("cron day=last tue,3");
  }

  @Test
  void withDefaults_zoneNamed_isKept() {
    CronTrigger trigger = CronTrigger.crontab("0 9 * * *");
    CronTrigger inBerlin = trigger.withDefaults(BERLIN, DstPolicy.UNIX);
    assertThat(inBerlin.next(null, NEW_YEAR)).isEqualTo("2026-01-01T08:00:00Z");
    assertThat(inBerlin.withDefaults(ZoneId.of("Asia/Tokyo"), DstPolicy.WALL_CLOCK))
        .isEqualTo(inBerlin);
  }
}
