package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.FireSpan;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link dev.punctual.scheduler.trigger.Trigger}, clause by clause (G1, G2, …).
 * The kind of a custom trigger is found through its {@code TriggerProvider}, as schedulers find it.
 */
public abstract class TriggerContract {

  private static final int FIRES = 100;
  private static final List<Instant> STARTS =
      List.of(
          Instant.parse("2024-02-28T23:59:59.999Z"),
          Instant.parse("2026-03-29T00:30:00Z"),
          Instant.parse("2038-01-19T03:14:07Z"));
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** For subclasses. */
  protected TriggerContract() {}

  /** Triggers of this kind, different in all that can be. */
  protected abstract List<Trigger> samples();

  @Test
  void G1_next_goesStrictlyForward() {
    forEach(
        (trigger, start) -> {
          List<Instant> fires = fires(trigger, start);
          for (int i = 1; i < fires.size(); i++) {
            assertThat(fires.get(i)).as("fire %s", i).isAfter(fires.get(i - 1));
          }
        });
  }

  @Test
  void G2_next_ofEqualInputs_isEqual() {
    forEach(
        (trigger, start) ->
            assertThat(Crowd.ask(i -> fires(trigger, start))).containsOnly(fires(trigger, start)));
  }

  @Test
  void G3_next_afterAFire_doesNotDependOnNow() {
    forEach(
        (trigger, start) -> {
          Instant previous = start;
          for (Instant fire : fires(trigger, start)) {
            assertThat(trigger.next(fire, Instant.EPOCH)).isEqualTo(trigger.next(fire, LAST));
            previous = fire;
          }
          assertThat(previous).isNotNull();
        });
  }

  @Test
  void G4_next_withoutAFire_isNotBeforeNowUnlessItIsTheOnlyOne() {
    forEach(
        (trigger, start) -> {
          @Nullable Instant first = trigger.next(null, start);
          if (first != null && first.isBefore(start)) {
            assertThat(trigger.next(first, start)).isNull();
          }
        });
  }

  @Test
  void G5_next_isAWholeMillisecond() {
    forEach(
        (trigger, start) ->
            assertThat(fires(trigger, start)).allMatch(fire -> fire.getNano() % 1_000_000 == 0));
  }

  @Test
  void G6_next_atTheEndOfTime_isNoneOrLater() {
    forEach(
        (trigger, start) -> {
          for (Instant previous : List.of(LAST.minusMillis(1), LAST)) {
            @Nullable Instant next = trigger.next(previous, start);
            assertThat(next == null || next.isAfter(previous)).isTrue();
          }
        });
  }

  @Test
  void G7_text_isReadBackIntoAnEqualTrigger() {
    for (Trigger trigger : samples()) {
      Trigger again = Triggers.parse(trigger.text());

      assertThat(again).isEqualTo(trigger).hasSameHashCodeAs(trigger);
      assertThat(again.text()).isEqualTo(trigger.text());
      for (Instant start : STARTS) {
        assertThat(fires(again, start)).isEqualTo(fires(trigger, start));
      }
    }
  }

  @Test
  void G8_text_beginsWithTheKind() {
    for (Trigger trigger : samples()) {
      assertThat(trigger.text()).matches("(?s)[a-z0-9-]+ .*").hasSizeLessThanOrEqualTo(65_536);
    }
  }

  @Test
  void G9_text_damaged_isReadOrRefused() {
    Random random = Seeds.random("trigger");
    Seeds.showing(
        () -> {
          for (Trigger trigger : samples()) {
            for (int i = 0; i < 200; i++) {
              StringBuilder text = new StringBuilder(trigger.text());
              int at = trigger.text().indexOf(' ') + 1;
              int where = at + random.nextInt(Math.max(1, text.length() - at));
              text.replace(where, Math.min(text.length(), where + random.nextInt(3)), any(random));
              readOrRefuse(text.toString());
            }
          }
        });
  }

  @Test
  void G10_span_countsWhatNextWalks() {
    forEach(
        (trigger, start) -> {
          List<Instant> fires = fires(trigger, start);
          if (fires.isEmpty()) {
            return;
          }
          Instant first = fires.get(0);
          Instant last = fires.get(fires.size() - 1);
          assertThat(trigger.span(first, last))
              .isEqualTo(new FireSpan(first, last, fires.size(), true));
          assertThat(trigger.span(first, first)).isEqualTo(new FireSpan(first, first, 1, true));
        });
  }

  @Test
  void G11_preview_showsWhatNextWalks() {
    forEach(
        (trigger, start) ->
            assertThat(trigger.preview(start, 10))
                .extracting(fire -> fire.time())
                .isEqualTo(fires(trigger, start).stream().limit(10).toList()));
  }

  @Test
  void G12_jitter_isNotNegative() {
    for (Trigger trigger : samples()) {
      assertThat(trigger.jitter()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
  }

  @Test
  void G13_description_isASentenceWithoutAFullStop() {
    for (Trigger trigger : samples()) {
      assertThat(trigger.describe()).isNotBlank().doesNotEndWith(".");
    }
  }

  @Test
  void G14_defaults_givenTwice_changeNothingMore() {
    for (Trigger trigger : samples()) {
      Trigger once = trigger.withDefaults(ZoneId.of("Europe/Berlin"), DstPolicy.RECOMMENDED);

      assertThat(once.withDefaults(ZoneId.of("America/New_York"), DstPolicy.RECOMMENDED))
          .isEqualTo(once);
      assertThat(Triggers.parse(once.text())).isEqualTo(once);
    }
  }

  private void forEach(BiConsumer<Trigger, Instant> clause) {
    assertThat(samples()).isNotEmpty();
    for (Trigger trigger : samples()) {
      for (Instant start : STARTS) {
        try {
          clause.accept(trigger, start);
        } catch (AssertionError e) {
          throw new AssertionError(trigger.text() + " from " + start + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static List<Instant> fires(Trigger trigger, Instant start) {
    List<Instant> fires = new ArrayList<>();
    @Nullable Instant fire = trigger.next(null, start);
    while (fire != null && fires.size() < FIRES) {
      fires.add(fire);
      fire = trigger.next(fire, start);
    }
    return fires;
  }

  private static String any(Random random) {
    String characters = " 0123456789-*/,?#LWT:+[]()=azPZ\u00e9\uD83D";
    return String.valueOf(characters.charAt(random.nextInt(characters.length())));
  }

  private static void readOrRefuse(String text) {
    try {
      Trigger read = Triggers.parse(text);
      assertThat(Triggers.parse(read.text())).as(text).isEqualTo(read);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).as(text).isNotBlank();
    }
  }
}
