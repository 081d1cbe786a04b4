package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The search against models that walk through time step by step. */
class ClockChangePropertyTests {

  private static final Duration SHORT = Duration.ofHours(18);

  @Test
  void next_wallClock_equalsAScanOfInstants() {
    Samples samples = new Samples("scan");
    for (int i = 0; i < 10_000 * Samples.EFFORT; i++) {
      TimeOfDayModel model = TimeOfDayModel.random(samples);
      ZoneId zone = samples.changingZone();
      Instant from = samples.nearChange(zone);
      Instant to = from.plus(SHORT);
      CronTrigger trigger = model.trigger(zone, DstPolicy.WALL_CLOCK);
      assertThat(fires(trigger, from, to))
          .as("%s from %s", Samples.hint(trigger), from)
          .isEqualTo(model.wallClock(zone, from, to));
    }
  }

  @Test
  void next_anyPolicy_equalsTheWrittenLocalTimes() {
    Samples samples = new Samples("policies");
    for (int i = 0; i < 2_000 * Samples.EFFORT; i++) {
      TimeOfDayModel model = TimeOfDayModel.random(samples);
      ZoneId zone = samples.changingZone();
      Instant from = samples.nearChange(zone);
      Instant to = from.plus(SHORT);
      DstPolicy policy =
          new DstPolicy(
              samples.oneOf(List.of(Gap.values())), samples.oneOf(List.of(Overlap.values())));
      CronTrigger trigger = model.trigger(zone, policy);
      TreeMap<Instant, Adjustment> expected = model.fires(zone, policy, from, to);
      String hint = Samples.hint(trigger) + " from " + from;
      List<Instant> fires = fires(trigger, from, to);
      assertThat(fires).as(hint).isEqualTo(List.copyOf(expected.keySet()));
      assertThat(fires.stream().map(trigger::adjustment))
          .as(hint)
          .isEqualTo(List.copyOf(expected.values()));
      checkSpans(samples, trigger, fires, to, hint);
    }
  }

  private static void checkSpans(
      Samples samples, CronTrigger trigger, List<Instant> fires, Instant to, String hint) {
    if (!fires.isEmpty()) {
      int first = samples.random.nextInt(fires.size());
      int last = first + samples.random.nextInt(fires.size() - first);
      assertThat(trigger.span(fires.get(first), fires.get(last).plusMillis(999)))
          .as(hint)
          .isEqualTo(new FireSpan(fires.get(first), fires.get(last), last - first + 1L, true));
      assertThat(trigger.span(fires.get(first), to.minusMillis(1)).last())
          .as(hint)
          .isEqualTo(fires.get(fires.size() - 1));
    }
  }

  private static List<Instant> fires(Trigger trigger, Instant from, Instant to) {
    List<Instant> fires = new ArrayList<>();
    Instant fire = trigger.next(null, from);
    while (fire != null && fire.isBefore(to)) {
      fires.add(fire);
      fire = trigger.next(fire, Instant.MAX);
    }
    return fires;
  }

  @Test
  void next_dailyJobInEveryZone_hasOneFirePerNominalDate() {
    Samples samples = new Samples("daily");
    List<LocalTime> times = new ArrayList<>(List.of(LocalTime.MIDNIGHT, LocalTime.of(2, 30)));
    for (int i = 0; i < Samples.EFFORT; i++) {
      times.add(LocalTime.of(samples.random.nextInt(24), samples.random.nextInt(60)));
    }
    for (ZoneId zone : Samples.ZONES) {
      for (LocalTime time : times) {
        checkDaily(zone, time, 2020);
      }
    }
    checkDaily(ZoneId.of("Pacific/Apia"), LocalTime.NOON, 2006);
  }

  private static void checkDaily(ZoneId zone, LocalTime time, int year) {
    CronTrigger trigger =
        CronTrigger.crontab(time.getMinute() + " " + time.getHour() + " * * *").withZone(zone);
    LocalDate date = LocalDate.of(year, 1, 1);
    Instant previous = date.atStartOfDay(zone).toInstant().minusSeconds(1);
    while (date.getYear() < year + 10) {
      Instant fire = trigger.next(previous, previous);
      if (fire == null || !fire.isAfter(previous)) {
        throw new AssertionError(trigger + ": " + previous + " is followed by " + fire);
      }
      LocalDate nominal = nominalDate(trigger, fire, zone);
      while (date.isBefore(nominal)
          && fire.equals(ZonedDateTime.of(date, time, zone).toInstant())) {
        // A date without a fire of its own shares its instant with the next one.
        date = date.plusDays(1);
      }
      if (!nominal.equals(date)) {
        throw new AssertionError(
            trigger + ": " + fire + " stands for " + nominal + ", not " + date);
      }
      previous = fire;
      date = date.plusDays(1);
    }
  }

  private static LocalDate nominalDate(Trigger trigger, Instant fire, ZoneId zone) {
    LocalDateTime nominal = trigger.adjustment(fire).nominal();
    return nominal == null ? LocalDate.ofInstant(fire, zone) : nominal.toLocalDate();
  }

  @Test
  void next_calendarIntervalNearChange_equalsTheWrittenLocalTimes() {
    Samples samples = new Samples("calendar");
    for (int i = 0; i < 400 * Samples.EFFORT; i++) {
      ZoneId zone = samples.changingZone();
      Instant from = samples.nearChange(zone);
      Instant to = from.plus(Duration.ofDays(4));
      LocalTime time = LocalTime.of(samples.random.nextInt(24), samples.random.nextInt(60));
      TimeOfDayModel model =
          new TimeOfDayModel(
              Set.of(time.getHour()), Set.of(time.getMinute()), Set.of(1, 2, 3, 4, 5, 6, 7));
      DstPolicy policy =
          new DstPolicy(
              samples.oneOf(List.of(Gap.values())), samples.oneOf(List.of(Overlap.values())));
      CalendarIntervalTrigger trigger =
          CalendarIntervalTrigger.every(Period.ofDays(1))
              .at(time)
              .withStart(LocalDate.of(1970, 1, 1))
              .withZone(zone)
              .withDst(policy);
      TreeMap<Instant, Adjustment> expected = model.fires(zone, policy, from, to);
      List<Instant> fires = fires(trigger, from, to);
      String hint = Samples.hint(trigger) + " from " + from;
      assertThat(fires).as(hint).isEqualTo(List.copyOf(expected.keySet()));
      assertThat(fires.stream().map(trigger::adjustment).map(Adjustment::kind))
          .as(hint)
          .hasSameSizeAs(expected.values());
    }
  }
}
