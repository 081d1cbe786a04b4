package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clock changes by example: what the recommended policy gives, and mistakes seen elsewhere. */
class ClockChangeTests {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Europe/Berlin|30 2 * * *|2025-03-30T03:30+02 2025-03-31T02:30+02",
        "Europe/Berlin|30 2 * * *|2025-10-26T02:30+02 2025-10-27T02:30+01",
        "Europe/Berlin|0 */2 * * *"
            + "|2025-03-30T00:00+01 2025-03-30T03:00+02 2025-03-30T04:00+02 2025-03-30T06:00+02",
        "Europe/Berlin|0 */2 * * *"
            + "|2025-10-26T00:00+02 2025-10-26T02:00+02 2025-10-26T04:00+01 2025-10-26T06:00+01",
        "Europe/Berlin|*/20 * * * *"
            + "|2025-10-26T02:00+02 2025-10-26T02:20+02 2025-10-26T02:40+02 2025-10-26T02:00+01"
            + " 2025-10-26T02:20+01 2025-10-26T02:40+01 2025-10-26T03:00+01",
        "Europe/Berlin|*/30 1-3 * * *"
            + "|2025-10-26T01:00+02 2025-10-26T01:30+02 2025-10-26T02:00+02 2025-10-26T02:30+02"
            + " 2025-10-26T03:00+01 2025-10-26T03:30+01 2025-10-27T01:00+01",
        "Europe/Berlin|*/30 1-3 * * *"
            + "|2025-03-30T01:00+01 2025-03-30T01:30+01 2025-03-30T03:00+02 2025-03-30T03:30+02"
            + " 2025-03-31T01:00+02",
        "Europe/Berlin|0 0 * * *|2025-03-30T00:00+01 2025-03-31T00:00+02 2025-04-01T00:00+02",
        "America/New_York|30 2 * * *|2026-03-08T03:30-04 2026-03-09T02:30-04",
        "America/New_York|30 1 * * *|2026-11-01T01:30-04 2026-11-02T01:30-05",
        "Australia/Lord_Howe|15 2 * * *|2025-10-05T02:45+11 2025-10-06T02:15+11",
        "Australia/Lord_Howe|45 1 * * *|2025-04-06T01:45+11 2025-04-07T01:45+10:30",
        "America/Sao_Paulo|30 0 * * *|2018-11-04T01:30-02 2018-11-05T00:30-02",
        "Africa/Cairo|0 0 * * *|2025-04-25T01:00+03 2025-04-26T00:00+03",
        "Africa/Casablanca|30 2 * * *|2025-04-06T03:30+01 2025-04-07T02:30+01",
        "Antarctica/Troll|0 2 * * *|2026-03-29T04:00+02 2026-03-30T02:00+02",
        "Pacific/Apia|0 12 * * *|2011-12-29T12:00-10 2011-12-31T12:00+14 2012-01-01T12:00+14"
      })
  void next_recommended_firesAsInTheTable(ZoneId zone, String schedule, String fires) {
    List<Instant> expected =
        Stream.of(fires.split(" ")).map(text -> OffsetDateTime.parse(text).toInstant()).toList();
    Trigger trigger = CronTrigger.crontab(schedule).withZone(zone);
    assertThat(trigger.preview(expected.get(0), expected.size()).stream().map(PlannedFire::time))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} on {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "recommended|30 2 * * *|2025-03-30|03:30",
        "wall-clock|30 2 * * *|2025-03-30|",
        "unix|30 2 * * *|2025-03-30|03:00",
        "apscheduler3|30 2 * * *|2025-03-30|03:30",
        "next-valid/auto|30 2 * * *|2025-03-30|03:00",
        "recommended|30 2 * * *|2025-10-26|02:30",
        "wall-clock|30 2 * * *|2025-10-26|02:30 02:30",
        "unix|30 2 * * *|2025-10-26|02:30",
        "apscheduler3|30 2 * * *|2025-10-26|02:30 02:30",
        "auto/second|30 2 * * *|2025-10-26|02:30",
        "apscheduler3|10,40 2 * * *|2025-03-30|03:10",
        "recommended|10,40 2 * * *|2025-03-30|03:10 03:40",
        "unix|0 */2 * * *|2025-10-26|00:00 02:00 02:00 04:00 06:00 08:00 10:00 12:00 14:00 16:00"
            + " 18:00 20:00 22:00",
        "unix|0 0,2,4 * * *|2025-10-26|00:00 02:00 04:00",
        "unix|0 0,2,4 * * *|2025-03-30|00:00 03:00 04:00"
      })
  void next_policyInBerlin_firesOnThatDateAt(
      String policy, String schedule, LocalDate date, String times) {
    Trigger trigger = daily(schedule, "Europe/Berlin", DstPolicy.parse(policy));
    String fired = String.join(" ", timesOn(trigger, date, "Europe/Berlin"));
    assertThat(fired).isEqualTo(times == null ? "" : times);
  }

  @Test
  void next_every20MinutesInTheOverlap_leavesNoHoleOf80Minutes() {
    Trigger trigger = daily("*/20 * * * *", "Europe/Berlin", DstPolicy.RECOMMENDED);
    Instant fire = Instant.parse("2025-10-25T22:00:00Z");
    for (int i = 0; i < 30; i++) {
      Instant next = trigger.next(fire, fire);
      assertThat(next).isEqualTo(fire.plusSeconds(1200));
      fire = next;
    }
  }

  @Test
  void next_dailyJobInTheOverlap_doesNotRunTwice() {
    Trigger trigger = daily("30 2 * * *", "Europe/Berlin", DstPolicy.RECOMMENDED);
    assertThat(timesOn(trigger, LocalDate.of(2025, 10, 26), "Europe/Berlin")).hasSize(1);
  }

  @Test
  void next_shortOverlap_isTreatedLikeALongOne() {
    Trigger trigger = daily("45 1 * * *", "Australia/Lord_Howe", DstPolicy.WALL_CLOCK);
    assertThat(timesOn(trigger, LocalDate.of(2025, 4, 6), "Australia/Lord_Howe")).hasSize(2);
  }

  @ParameterizedTest(name = "{0} in {1} after {2}")
  @CsvSource({
    "0 0 * * *, Europe/Berlin, 2025-03-30, 2025-03-31",
    "0 0 1 * *, Europe/Berlin, 2025-03-01, 2025-04-01",
    "0 0 * * mon, Europe/Berlin, 2025-03-24, 2025-03-31",
    "0 0 * * *, America/New_York, 2023-03-12, 2023-03-13"
  })
  void next_midnightAfterSpringForward_isNotLost(
      String schedule, ZoneId zone, LocalDate date, LocalDate next) {
    Trigger trigger = CronTrigger.crontab(schedule).withZone(zone);
    Instant midnight = date.atStartOfDay(zone).toInstant();
    assertThat(trigger.next(midnight, midnight)).isEqualTo(next.atStartOfDay(zone).toInstant());
  }

  @Test
  void next_severalTimesInTheGap_areAllKept() {
    ZoneId zone = ZoneId.of("America/St_Johns");
    Trigger trigger = CronTrigger.crontab("*/10 0 * * *").withZone(zone);
    assertThat(timesOn(trigger, LocalDate.of(2010, 3, 14), zone.getId()))
        .containsExactly("00:00", "01:10", "01:20", "01:30", "01:40", "01:50");
  }

  @Test
  void next_hourlyJobInTheOverlap_isNeverTwoHoursApart() {
    Trigger trigger = daily("30 * * * *", "Europe/Berlin", DstPolicy.RECOMMENDED);
    Instant half = Instant.parse("2025-10-25T23:30:00Z");
    assertThat(trigger.next(half, half)).isEqualTo(half.plusSeconds(3600));
  }

  @Test
  void next_hourlyJobWhoseGapEndsAtMidnight_firesAtMidnight() {
    Trigger trigger = daily("0 * * * *", "Asia/Pyongyang", DstPolicy.RECOMMENDED);
    Instant eleven = OffsetDateTime.parse("2018-05-04T23:00+08:30").toInstant();
    assertThat(trigger.next(eleven, eleven)).isEqualTo("2018-05-04T15:00:00Z");
    assertThat(timesOn(trigger, LocalDate.of(2018, 5, 5), "Asia/Pyongyang")).hasSize(24);
  }

  @Test
  void next_intervalAcrossTheGap_keepsElapsedTimeAndNeverRepeats() {
    Trigger trigger = Triggers.parse("interval PT1H start=2025-03-29T23:30:00Z");
    Instant fire = Instant.parse("2025-03-29T23:30:00Z");
    assertThat(trigger.next(fire, fire)).isEqualTo(fire.plusSeconds(3600));
    assertThat(trigger.next(fire.plusSeconds(3600), fire)).isEqualTo(fire.plusSeconds(7200));
  }

  @Test
  void next_calendarIntervalShiftedOnce_returnsToItsTime() {
    Trigger trigger = Triggers.parse("calendar P1D at=02:30 start=2025-03-29 zone=Europe/Berlin");
    assertThat(timesOn(trigger, LocalDate.of(2025, 3, 30), "Europe/Berlin"))
        .containsExactly("03:30");
    assertThat(timesOn(trigger, LocalDate.of(2025, 3, 31), "Europe/Berlin"))
        .containsExactly("02:30");
  }

  @Test
  void next_orInTheAutumnHour_comparesInstants() {
    Trigger trigger =
        Triggers.parse(
            "or (cron hour=1 minute=32 dst=wall-clock zone=America/St_Johns)"
                + " (cron hour=1 dst=wall-clock zone=America/St_Johns)");
    assertThat(timesOn(trigger, LocalDate.of(2015, 11, 1), "America/St_Johns"))
        .containsExactly("01:00", "01:32", "01:00", "01:32");
  }

  @Test
  void next_fieldsThatOnlyMatchInTheGap_areSearchedWithinBounds() {
    Trigger never =
        CronTrigger.builder()
            .month(3)
            .day("last sun")
            .hour(2)
            .minute(30)
            .zone(ZoneId.of("Europe/Berlin"))
            .dst(DstPolicy.WALL_CLOCK)
            .start(Instant.parse("2000-01-01T00:00:00Z"))
            .build();
    assertThat(never.next(null, Instant.parse("2026-01-01T00:00:00Z"))).isNull();
  }

  @Test
  void adjustment_shiftPastMidnight_keepsTheNominalDate() {
    Trigger trigger = daily("30 0 * * *", "Africa/Cairo", DstPolicy.RECOMMENDED);
    Instant fire = OffsetDateTime.parse("2025-04-25T01:30+03").toInstant();
    assertThat(trigger.preview(fire, 1))
        .containsExactly(
            new PlannedFire(
                fire,
                new Adjustment(
                    Adjustment.Kind.GAP_SHIFTED, LocalDateTime.parse("2025-04-25T00:30"))));
  }

  @Test
  void adjustment_bothPasses_areToldApart() {
    Trigger trigger = daily("30 2 * * *", "Europe/Berlin", DstPolicy.WALL_CLOCK);
    assertThat(
            trigger.preview(Instant.parse("2025-10-25T12:00:00Z"), 3).stream()
                .map(fire -> fire.adjustment().kind()))
        .containsExactly(
            Adjustment.Kind.OVERLAP_FIRST, Adjustment.Kind.OVERLAP_SECOND, Adjustment.Kind.NONE);
  }

  private static Trigger daily(String schedule, String zone, DstPolicy policy) {
    return CronTrigger.crontab(schedule).withZone(ZoneId.of(zone)).withDst(policy);
  }

  private static List<String> timesOn(Trigger trigger, LocalDate date, String id) {
    ZoneId zone = ZoneId.of(id);
    return trigger.preview(date.atStartOfDay(zone).toInstant(), 100).stream()
        .map(fire -> LocalDateTime.ofInstant(fire.time(), zone))
        .filter(local -> local.toLocalDate().equals(date))
        .map(local -> local.toLocalTime().toString())
        .toList();
  }
}
