package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The calendar search against a walk through the days. */
class DatePropertyTests {

  private static final int DAYS = 3 * 366;

  @Test
  void next_anyDialect_equalsAWalkThroughTheDays() {
    Samples samples = new Samples("dates");
    int checked = 0;
    while (checked < 1_500 * Samples.EFFORT) {
      DateModel model = DateModel.random(samples);
      Trigger trigger = parse(model.text());
      if (trigger != null) {
        LocalDate from = LocalDate.ofEpochDay(9_000 + samples.random.nextInt(36_000));
        assertThat(dates(trigger, from, from.plusDays(DAYS)))
            .as("%s from %s", Samples.hint(model.text()), from)
            .isEqualTo(walk(model, from, from.plusDays(DAYS)));
        checked++;
      }
    }
  }

  private static Trigger parse(String text) {
    try {
      return Triggers.parse(text);
    } catch (TriggerSyntaxException e) {
      assertThat(e.getMessage()).containsAnyOf("never fire", "at most 256");
      return null;
    }
  }

  private static List<LocalDate> walk(DateModel model, LocalDate from, LocalDate to) {
    return from.datesUntil(to).filter(model.admits()).toList();
  }

  private static List<LocalDate> dates(Trigger trigger, LocalDate from, LocalDate to) {
    List<LocalDate> dates = new ArrayList<>();
    Instant start = from.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant fire = trigger.next(null, start);
    while (fire != null) {
      LocalDate date = LocalDate.ofInstant(fire, ZoneOffset.UTC);
      if (!date.isBefore(to)) {
        break;
      }
      assertThat(fire).isEqualTo(date.atStartOfDay(ZoneOffset.UTC).toInstant());
      dates.add(date);
      fire = trigger.next(fire, start);
    }
    if (!dates.isEmpty()) {
      Instant first = dates.get(0).atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant last = to.atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1);
      assertThat(trigger.span(first, last).count()).isEqualTo(dates.size());
    }
    return dates;
  }
}
