package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompoundTriggerTests {

  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Trigger DAILY = CronTrigger.crontab("0 9 * * *");

  @Test
  void or_partsAtOneInstant_fireOnce() {
    Trigger trigger = OrTrigger.of(DAILY, CronTrigger.crontab("0 9,10 * * *"));
    assertThat(times(trigger, MAY, 3))
        .containsExactly("2026-05-01T09:00:00Z", "2026-05-01T10:00:00Z", "2026-05-02T09:00:00Z");
  }

  @Test
  void or_datePast_isLeftOut() {
    Trigger trigger = OrTrigger.of(DAILY, DateTrigger.at(MAY.minusSeconds(1)));
    assertThat(times(trigger, MAY, 1)).containsExactly("2026-05-01T09:00:00Z");
  }

  @Test
  void or_onePartEnded_goesOnUntilAllHave() {
    Trigger first = DateTrigger.at(MAY.plusSeconds(1));
    Trigger trigger = OrTrigger.of(first, DateTrigger.at(MAY.plusSeconds(2)));
    assertThat(times(trigger, MAY, 9))
        .containsExactly("2026-05-01T00:00:01Z", "2026-05-01T00:00:02Z");
  }

  @Test
  void and_cronsThatDoNotCoincideAtOnce_areIntersected() {
    Trigger trigger =
        AndTrigger.of(
            CronTrigger.builder().day(13).hour("*/3").build(),
            CronTrigger.builder().dayOfWeek("fri").hour("*/2").build());
    assertThat(times(trigger, MAY, 5))
        .containsExactly(
            "2026-11-13T00:00:00Z",
            "2026-11-13T06:00:00Z",
            "2026-11-13T12:00:00Z",
            "2026-11-13T18:00:00Z",
            "2027-08-13T00:00:00Z");
  }

  @Test
  void and_partsThatNeverMeet_failWithinTheBound() {
    Trigger trigger = AndTrigger.of(DAILY, CronTrigger.crontab("0 10 * * *"));
    assertThatThrownBy(() -> trigger.next(null, MAY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("100000 steps");
  }

  @Test
  void and_nestedPartsThatNeverMeet_shareOneBound() {
    Trigger never = AndTrigger.of(DAILY, CronTrigger.crontab("0 10 * * *"));
    Trigger trigger = AndTrigger.of(OrTrigger.of(never, DAILY), OrTrigger.of(never, DAILY));
    SearchSteps steps = new SearchSteps();
    assertThatThrownBy(() -> ((CompoundTrigger) trigger).after(MAY, steps))
        .isInstanceOf(IllegalStateException.class);
    assertThat(steps.taken).isEqualTo(SearchSteps.LIMIT + 1);
  }

  @Test
  void and_onePartEnds_isOver() {
    Trigger trigger = AndTrigger.of(DAILY, CronTrigger.crontab("0 10 * * *").withEnd(MAY));
    assertThat(trigger.next(null, MAY)).isNull();
  }

  @Test
  void andOr_randomCrons_equalSetsOfInstants() {
    Samples samples = new Samples("sets");
    for (int i = 0; i < 300 * Samples.EFFORT; i++) {
      ZoneId zone = samples.changingZone();
      Instant from = samples.nearChange(zone);
      Instant to = from.plus(Duration.ofHours(18));
      Trigger a = TimeOfDayModel.random(samples).trigger(zone, DstPolicy.RECOMMENDED);
      Trigger b = TimeOfDayModel.random(samples).trigger(zone, DstPolicy.WALL_CLOCK);
      Set<Instant> union = fires(a, from, to);
      union.addAll(fires(b, from, to));
      assertThat(fires(OrTrigger.of(a, b), from, to))
          .as(Samples.hint(a + " " + b))
          .isEqualTo(union);
      Trigger window = CronTrigger.builder().second("*").build().withEnd(to);
      Set<Instant> both = fires(a, from, to);
      both.retainAll(fires(b, from, to));
      assertThat(fires(AndTrigger.of(a, b, window), from, to))
          .as(Samples.hint(a + " " + b))
          .isEqualTo(both);
    }
  }

  private static Set<Instant> fires(Trigger trigger, Instant from, Instant to) {
    Set<Instant> fires = new TreeSet<>();
    Instant fire = trigger.next(null, from);
    while (fire != null && fire.isBefore(to)) {
      fires.add(fire);
      fire = trigger.next(fire, from);
    }
    return fires;
  }

  @Test
  void except_holidaysAndWindows_areLeftOut() {
    Trigger trigger =
        ExceptTrigger.of(
            DAILY,
            Exclusions.none()
                .withDates(LocalDate.of(2026, 5, 2), LocalDate.of(2026, 5, 3))
                .withWindow(
                    Instant.parse("2026-05-05T08:00:00Z"), Instant.parse("2026-05-06T09:00:00Z")));
    assertThat(times(trigger, MAY, 4))
        .containsExactly(
            "2026-05-01T09:00:00Z",
            "2026-05-04T09:00:00Z",
            "2026-05-06T09:00:00Z",
            "2026-05-07T09:00:00Z");
  }

  @Test
  void except_neighbouringDates_areStoredAsOneRange() {
    Exclusions exclusions =
        Exclusions.none()
            .withDates(LocalDate.of(2026, 12, 25))
            .withDates(LocalDate.of(2026, 12, 24))
            .withDates(LocalDate.of(2027, 1, 1));
    assertThat(ExceptTrigger.of(DAILY, exclusions).text())
        .isEqualTo("except (crontab 0 9 * * *) dates=2026-12-24/2026-12-25,2027-01-01");
  }

  @Test
  void except_longBlackoutOfEverySecond_isLeaptOver() {
    Trigger everySecond = CronTrigger.builder().build();
    Trigger trigger =
        ExceptTrigger.of(
            everySecond,
            Exclusions.none().withDates(LocalDate.of(2026, 1, 1), LocalDate.of(2030, 12, 31)));
    SearchSteps steps = new SearchSteps();
    assertThat(((CompoundTrigger) trigger).after(MAY, steps)).isEqualTo("2031-01-01T00:00:00Z");
    assertThat(steps.taken).isEqualTo(2);
  }

  @Test
  void except_dates_areReadInTheirZone() {
    Trigger late = CronTrigger.crontab("30 23 * * *").withZone(BERLIN);
    Exclusions day = Exclusions.none().withDates(LocalDate.of(2026, 5, 2));
    assertThat(times(ExceptTrigger.of(late, day.withZone(BERLIN)), MAY, 2))
        .containsExactly("2026-05-01T21:30:00Z", "2026-05-03T21:30:00Z");
    Trigger early = CronTrigger.crontab("30 0 * * *").withZone(BERLIN);
    Trigger inUtc = ExceptTrigger.of(early, day);
    assertThat(times(inUtc, MAY, 2))
        .containsExactly("2026-05-01T22:30:00Z", "2026-05-03T22:30:00Z");
    assertThat(times(inUtc.withDefaults(BERLIN, DstPolicy.UNIX), MAY, 2))
        .containsExactly("2026-05-02T22:30:00Z", "2026-05-03T22:30:00Z");
  }

  @Test
  void except_jitterOfItsPart_isKept() {
    Trigger trigger = Triggers.parse("except (crontab 0 9 * * * jitter=PT5S) dates=2026-12-24");
    assertThat(trigger.jitter()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interval PT3S",
        "calendar P1D",
        "date now",
        "crontab 0 9 * * * jitter=PT1S",
      })
  void of_partWithoutAPhaseOfItsOwn_isRefused(String part) {
    assertThatThrownBy(() -> OrTrigger.of(Triggers.parse(part)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  @Test
  void withDefaults_reachTheParts() {
    Trigger trigger = OrTrigger.of(DAILY, DAILY).withDefaults(BERLIN, DstPolicy.UNIX);
    assertThat(trigger.text())
        .isEqualTo(
            "or (crontab 0 9 * * * zone=Europe/Berlin dst=unix)"
                + " (crontab 0 9 * * * zone=Europe/Berlin dst=unix)");
    assertThat(trigger.zone()).contains(BERLIN);
    assertThat(times(trigger, MAY, 1)).containsExactly("2026-05-01T07:00:00Z");
  }

  @Test
  void adjustment_partThatWasMoved_isTold() {
    Trigger moved = CronTrigger.crontab("30 2 * * *").withZone(BERLIN);
    Instant fire = Instant.parse("2025-03-30T01:30:00Z");
    assertThat(OrTrigger.of(moved, DAILY).adjustment(fire).kind())
        .isEqualTo(Adjustment.Kind.GAP_SHIFTED);
    assertThat(OrTrigger.of(moved, CronTrigger.crontab("30 1 * * *")).adjustment(fire).kind())
        .isEqualTo(Adjustment.Kind.NONE);
  }

  private static List<String> times(Trigger trigger, Instant from, int count) {
    List<String> times = new ArrayList<>();
    trigger.preview(from, count).forEach(fire -> times.add(fire.time().toString()));
    return times;
  }
}
