package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTriggerTests {

  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final IntervalTrigger HOURLY =
      IntervalTrigger.every(Duration.ofHours(1)).withStart(NOON);

  @Test
  void next_withoutStart_isOneIntervalAfterNowThenAfterPrevious() {
    IntervalTrigger trigger = IntervalTrigger.every(Duration.ofSeconds(3));
    assertThat(trigger.next(null, NOON)).isEqualTo(NOON.plusSeconds(3));
    assertThat(trigger.next(NOON.plusSeconds(3), NOON.plusSeconds(99)))
        .isEqualTo(NOON.plusSeconds(6));
  }

  @Test
  void next_startAhead_isTheStart() {
    assertThat(HOURLY.next(null, NOON.minusSeconds(1))).isEqualTo(NOON);
    assertThat(HOURLY.next(null, NOON)).isEqualTo(NOON);
  }

  @Test
  void next_startPast_staysOnTheGrid() {
    assertThat(HOURLY.next(null, NOON.plusMillis(1))).isEqualTo(NOON.plusSeconds(3600));
    assertThat(HOURLY.next(NOON.plusSeconds(1), NOON)).isEqualTo(NOON.plusSeconds(3600));
    assertThat(HOURLY.next(null, NOON.plusNanos(1))).isEqualTo(NOON.plusSeconds(3600));
  }

  @Test
  void next_fireOnTheEnd_isTheLast() {
    IntervalTrigger trigger = HOURLY.withEnd(NOON.plusSeconds(3600));
    assertThat(trigger.next(NOON, NOON)).isEqualTo(NOON.plusSeconds(3600));
    assertThat(trigger.next(NOON.plusSeconds(3600), NOON)).isNull();
  }

  @Test
  void next_beyondYear9999_isNull() {
    IntervalTrigger trigger = IntervalTrigger.every(Duration.ofDays(9_999L * 365));
    assertThat(trigger.next(null, NOON)).isNull();
    assertThat(trigger.next(Instant.MAX, Instant.MAX)).isNull();
  }

  @Test
  void span_millionsOfFires_isCountedByArithmetic() {
    IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMillis(1)).withStart(NOON);
    Instant upTo = NOON.plus(Duration.ofDays(3650)).plusNanos(10);
    assertThat(trigger.span(NOON, upTo))
        .isEqualTo(new FireSpan(NOON, NOON.plus(Duration.ofDays(3650)), 315_360_000_001L, true));
  }

  @Test
  void span_bounded_endsAtTheBound() {
    assertThat(HOURLY.withEnd(NOON.plusSeconds(7300)).span(NOON, NOON.plusSeconds(99_999)))
        .isEqualTo(new FireSpan(NOON, NOON.plusSeconds(7200), 3, true));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "PT0S, must be positive",
    "PT-1S, must be positive",
    "PT0.0000001S, must be whole milliseconds",
    "PT99999999999H, longer than 9"
  })
  void every_unusableInterval_isRefusedByValueAndRule(Duration interval, String rule) {
    assertThatThrownBy(() -> IntervalTrigger.every(interval))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(interval.toString())
        .hasMessageContaining(rule);
  }

  @Test
  void withEnd_beforeStart_isRefused() {
    assertThatThrownBy(() -> HOURLY.withEnd(NOON.minusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before start");
  }

  @Test
  void withJitter_negative_isRefused() {
    assertThatThrownBy(() -> HOURLY.withJitter(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interval PT3S",
        "interval PT0.001S",
        "interval PT36H start=2026-05-01T12:00:00Z",
        "interval PT3S start=2026-05-01T12:00:00.001Z end=2027-05-01T00:00:00Z jitter=PT1S"
      })
  void parse_textForm_roundTrips(String text) {
    assertThat(Triggers.parse(text).text()).isEqualTo(text);
    assertThat(Triggers.parse(text)).isEqualTo(Triggers.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interval",
        "interval 3s",
        "interval PT0S",
        "interval PT3S start=noon",
        "interval PT3S jitter=PT-1S",
        "interval PT3S every=PT3S",
        "interval PT3S PT4S"
      })
  void parse_brokenText_isRefused(String text) {
    assertThatThrownBy(() -> Triggers.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "PT3S, every 3 seconds",
    "PT1M, every minute",
    "P1D, every day",
    "PT1H30M, every 1 hour and 30 minutes"
  })
  void describe_interval_isPlainEnglish(Duration interval, String words) {
    assertThat(IntervalTrigger.every(interval).describe()).isEqualTo(words);
  }

  @Test
  void every_partOfASecond_isKept() {
    IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMillis(500));
    assertThat(trigger.next(null, NOON)).isEqualTo(NOON.plusMillis(500));
    assertThat(trigger.next(NOON.plusMillis(500), NOON)).isEqualTo(NOON.plusSeconds(1));
  }
}
