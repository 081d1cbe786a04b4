package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DateTriggerTests {

  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void next_withoutPreviousFire_isTheInstantEvenWhenPast() {
    assertThat(DateTrigger.at(NOON).next(null, NOON.plusSeconds(3600))).isEqualTo(NOON);
  }

  @Test
  void next_afterItsFire_isNull() {
    assertThat(DateTrigger.at(NOON).next(NOON, NOON)).isNull();
    assertThat(DateTrigger.now().next(NOON, NOON)).isNull();
  }

  @Test
  void now_firstSearch_isTheMillisecondOfTheSearch() {
    assertThat(DateTrigger.now().next(null, NOON.plusNanos(1))).isEqualTo(NOON.plusMillis(1));
  }

  @Test
  void at_fractionOfMillisecond_roundsUp() {
    assertThat(DateTrigger.at(NOON.plusNanos(1))).isEqualTo(DateTrigger.at(NOON.plusMillis(1)));
  }

  @Test
  void local_inGap_movesForwardAndSaysSo() {
    DateTrigger trigger = DateTrigger.at(LocalDateTime.parse("2025-03-30T02:30"), BERLIN);
    Instant fire = trigger.next(null, NOON);
    assertThat(fire).isEqualTo(Instant.parse("2025-03-30T01:30:00Z"));
    assertThat(trigger.adjustment(fire))
        .isEqualTo(
            new Adjustment(Adjustment.Kind.GAP_SHIFTED, LocalDateTime.parse("2025-03-30T02:30")));
  }

  @Test
  void local_inOverlap_isTheFirstPass() {
    DateTrigger trigger = DateTrigger.at(LocalDateTime.parse("2025-10-26T02:30"), BERLIN);
    Instant fire = trigger.next(null, NOON);
    assertThat(fire).isEqualTo(Instant.parse("2025-10-26T00:30:00Z"));
    assertThat(trigger.adjustment(fire).kind()).isEqualTo(Adjustment.Kind.OVERLAP_FIRST);
  }

  @Test
  void withDefaults_localWithoutZone_takesTheZoneOnce() {
    DateTrigger trigger = DateTrigger.at(LocalDateTime.parse("2026-05-01T12:00"));
    DateTrigger inBerlin = trigger.withDefaults(BERLIN, DstPolicy.RECOMMENDED);
    assertThat(trigger.next(null, NOON)).isEqualTo(NOON);
    assertThat(inBerlin.next(null, NOON)).isEqualTo(NOON.minusSeconds(7200));
    assertThat(inBerlin.withDefaults(ZoneId.of("Asia/Tokyo"), DstPolicy.UNIX)).isSameAs(inBerlin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date now",
        "date 2026-05-01T12:00:00Z",
        "date 2026-05-01T12:00",
        "date 2026-05-01T12:00:00.001 zone=Europe/Berlin"
      })
  void parse_textForm_roundTrips(String text) {
    assertThat(Triggers.parse(text).text()).isEqualTo(text);
    assertThat(Triggers.parse(text))
        .isEqualTo(Triggers.parse(text))
        .isInstanceOf(DateTrigger.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "date",
        "date tomorrow",
        "date 2026-02-30T00:00:00Z",
        "date now zone=UTC",
        "date 2026-05-01T12:00:00Z end=now",
        "date 2026-05-01T12:00 zone=Mars/Base",
        "date 2026-05-01T12:00 zone=UTC zone=UTC",
        "date +999999999-01-01T00:00:00Z",
        "dates 2026-05-01T12:00:00Z"
      })
  void parse_brokenText_isRefusedWithAColumn(String text) {
    assertThatThrownBy(() -> Triggers.parse(text))
        .isInstanceOf(TriggerSyntaxException.class)
        .hasMessageContaining("column ");
  }

  @Test
  void parse_fractionOfASecond_isAFraction() {
    assertThat(Triggers.parse("date 2026-05-01T12:00:00.5Z").next(null, NOON))
        .isEqualTo(NOON.plusMillis(500));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "0999-12-31T23:59:59.001Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00Z",
        "2024-02-29T10:20:30.040Z",
        "9999-12-31T23:59:59.999Z"
      })
  void text_ofAnInstant_isItsIsoText(String instant) {
    assertThat(DateTrigger.at(Instant.parse(instant)).text()).isEqualTo("date " + instant);
  }

  @Test
  void text_ofInstantsOfAllYears_isWhatTheJdkMakesOfThem() {
    Instant last = Instant.parse("9999-12-01T00:00:00Z");
    Duration step = Duration.ofDays(29).plusSeconds(7_919).plusMillis(13);
    for (Instant at = Instant.parse("0001-01-01T00:00:00Z"); at.isBefore(last); ) {
      assertThat(DateTrigger.at(at).text()).isEqualTo("date " + at);
      at = at.plus(step);
    }
  }
}
