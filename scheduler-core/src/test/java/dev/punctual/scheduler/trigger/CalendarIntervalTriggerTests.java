package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarIntervalTriggerTests {

  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "calendar P1M start=2026-01-31, 2026-01-31 2026-03-31 2026-05-31",
    "calendar P1Y start=2024-02-29, 2028-02-29 2032-02-29 2036-02-29",
    "calendar P7D start=2025-12-31, 2026-01-07 2026-01-14 2026-01-21",
    "calendar P1M1D start=2025-12-30, 2026-01-31 2026-04-01 2026-05-02",
    "calendar P13M7D start=2019-12-31, 2026-08-12 2027-09-19 2028-10-26",
    "calendar P2M start=2026-01-01 end=2026-03-01, 2026-01-01 2026-03-01"
  })
  void next_fixedStart_keepsThePhase(String text, String dates) {
    Trigger trigger = Triggers.parse(text);
    assertThat(
            trigger.preview(NEW_YEAR, 3).stream()
                .map(fire -> fire.time().toString().substring(0, 10)))
        .containsExactly(dates.split(" "));
  }

  @Test
  void next_withoutStart_countsFromTheDayOfScheduling() {
    Trigger trigger = CalendarIntervalTrigger.every(Period.ofDays(10)).at(LocalTime.of(9, 0));
    Instant nine = Instant.parse("2026-01-01T09:00:00Z");
    assertThat(trigger.next(null, NEW_YEAR)).isEqualTo(nine);
    assertThat(trigger.next(null, nine.plusMillis(1))).isEqualTo("2026-01-11T09:00:00Z");
    assertThat(trigger.next(nine, Instant.MAX)).isEqualTo("2026-01-11T09:00:00Z");
  }

  @Test
  void next_fireShiftedPastMidnight_keepsTheNominalDateAsPhase() {
    Trigger trigger =
        CalendarIntervalTrigger.every(Period.ofDays(2))
            .at(LocalTime.of(23, 45))
            .withZone(ZoneId.of("Asia/Pyongyang"));
    Instant fire = Instant.parse("2018-05-04T15:15:00Z");
    assertThat(trigger.adjustment(fire).nominal()).hasToString("2018-05-04T23:45");
    assertThat(trigger.next(fire, fire)).isEqualTo("2018-05-06T14:45:00Z");
  }

  @Test
  void next_beyondYear9999_isNull() {
    Trigger trigger = Triggers.parse("calendar P9000Y start=2026-01-01");
    assertThat(trigger.next(null, NEW_YEAR)).isEqualTo(NEW_YEAR);
    assertThat(trigger.next(NEW_YEAR, NEW_YEAR)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"P0D", "P-1D", "P1M-1D", "P99999Y"})
  void every_unusablePeriod_isRefusedByValue(Period period) {
    assertThatThrownBy(() -> CalendarIntervalTrigger.every(period))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(period.toString());
  }

  @Test
  void withEnd_beforeStart_isRefused() {
    CalendarIntervalTrigger trigger =
        CalendarIntervalTrigger.every(Period.ofDays(1)).withStart(LocalDate.of(2026, 1, 2));
    assertThatThrownBy(() -> trigger.withEnd(LocalDate.of(2026, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before start");
  }

  @Test
  void next_jitterAcrossMidnight_skipsNoDay() {
    CalendarIntervalTrigger daily =
        CalendarIntervalTrigger.every(Period.ofDays(1))
            .at(LocalTime.of(23, 59))
            .withJitter(Duration.ofHours(1));
    assertThat(daily.preview(NEW_YEAR, 3))
        .extracting(PlannedFire::time)
        .containsExactly(
            Instant.parse("2026-01-01T23:59:00Z"),
            Instant.parse("2026-01-02T23:59:00Z"),
            Instant.parse("2026-01-03T23:59:00Z"));
  }
}
