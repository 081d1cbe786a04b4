package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
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
      quoteCharacter = '"',
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
        "apscheduler|*/0 * * * *|at least 1",
        "apscheduler|* 23/2 * * *|larger than the range",
        "apscheduler|4-6/3 * * * *|larger than the range",
        "apscheduler|5-5/1 * * * *|larger than the range",
        "apscheduler|* * */31 * *|larger than the range",
        "apscheduler|* 22-2 * * *|comes after",
        "apscheduler|0-0/5 * * * *|larger than the range",
        "apscheduler|* * * jan-jun/2 *|numbers, not names",
        "apscheduler|* * * * mon-|unexpected the end",
        "apscheduler|* * * * foo|unknown name",
        "apscheduler|1,,2 * * * *|unexpected ','",
        "apscheduler|\u0665 * * * *|unexpected U+0665",
        "apscheduler|? * * * *|unexpected '?'",
        "apscheduler|* * L * *|quartz and spring",
        "apscheduler|* * 5W * *|quartz and spring",
        "apscheduler|@daily|macro is unknown",
        "apscheduler|* * * *|5 fields",
        "apscheduler|0 * * * * *|5 fields",
        "cron|year=1969|1969 is below 1970",
        "cron|month=13|13 is above 12",
        "cron|day=0|0 is below 1",
        "cron|week=54|54 is above 53",
        "cron|day_of_week=7|7 is above 6",
        "cron|minute=60|60 is above 59",
        "cron|second=60|60 is above 59",
        "cron|day=6th mon|unexpected 't'",
        "cron|hours=5|unknown option 'hours'",
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cron|2026-01-01T00:00:00Z 2026-01-01T00:00:01Z 2026-01-01T00:00:02Z",
        "cron week=10|2026-03-02T00:00:00Z 2026-03-03T00:00:00Z 2026-03-04T00:00:00Z",
        "cron day_of_week=0|2026-01-05T00:00:00Z 2026-01-12T00:00:00Z 2026-01-19T00:00:00Z",
        "cron month=5|2026-05-01T00:00:00Z 2027-05-01T00:00:00Z 2028-05-01T00:00:00Z",
        "cron hour=9|2026-01-01T09:00:00Z 2026-01-02T09:00:00Z 2026-01-03T09:00:00Z",
        "cron minute=30|2026-01-01T00:30:00Z 2026-01-01T01:30:00Z 2026-01-01T02:30:00Z",
        "cron year=2028|2028-01-01T00:00:00Z",
        "cron second=15|2026-01-01T00:00:15Z 2026-01-01T00:01:15Z 2026-01-01T00:02:15Z"
      })
  void builder_fieldsThatAreLeftOut_areFreeBeforeTheLastGivenAndLeastAfterIt(
      String text, String fires) {
    assertThat(times(text, 3)).containsExactly(fires.split(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cron hour=20/3|2026-01-01T20:00:00Z 2026-01-01T23:00:00Z 2026-01-02T20:00:00Z",
        "cron hour=8-14/3|2026-01-01T08:00:00Z 2026-01-01T11:00:00Z 2026-01-01T14:00:00Z",
        "cron day=*/15|2026-01-01T00:00:00Z 2026-01-16T00:00:00Z 2026-01-31T00:00:00Z",
        "cron month=*/5|2026-01-01T00:00:00Z 2026-06-01T00:00:00Z 2026-11-01T00:00:00Z",
        "cron day=last|2026-01-31T00:00:00Z 2026-02-28T00:00:00Z 2026-03-31T00:00:00Z",
        "cron day=1st mon|2026-01-05T00:00:00Z 2026-02-02T00:00:00Z 2026-03-02T00:00:00Z",
        "cron day=last fri|2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-27T00:00:00Z",
        "cron day=5th sun|2026-03-29T00:00:00Z 2026-05-31T00:00:00Z 2026-08-30T00:00:00Z",
        "cron day=13 day_of_week=fri|2026-02-13T00:00:00Z 2026-03-13T00:00:00Z"
            + " 2026-11-13T00:00:00Z",
        "cron month=JAN-mar day_of_week=Sat,sun hour=5|2026-01-03T05:00:00Z"
            + " 2026-01-04T05:00:00Z 2026-01-10T05:00:00Z",
        "cron year=2026 week=53 day_of_week=thu|2026-12-31T00:00:00Z",
        "cron year=2027 week=53|2027-01-01T00:00:00Z 2027-01-02T00:00:00Z 2027-01-03T00:00:00Z",
        "cron week=1|2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z"
      })
  void builder_expression_firesOnWhatItNames(String text, String fires) {
    assertThat(times(text, 3)).containsExactly(fires.split(" "));
  }

  private static List<String> times(String text, int count) {
    return Triggers.parse(text).preview(NEW_YEAR, count).stream()
        .map(fire -> fire.time().toString())
        .toList();
  }

  @Test
  void withStart_aheadOfAPreviousFire_stillHolds() {
    CronTrigger trigger = CronTrigger.crontab("0 * * * *").withStart(NEW_YEAR.plusSeconds(86_400));
    assertThat(trigger.next(NEW_YEAR, NEW_YEAR)).isEqualTo("2026-01-02T00:00:00Z");
  }

  @Test
  void withJitter_negative_isRefused() {
    assertThatThrownBy(() -> CronTrigger.crontab("0 9 * * *").withJitter(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }
}
