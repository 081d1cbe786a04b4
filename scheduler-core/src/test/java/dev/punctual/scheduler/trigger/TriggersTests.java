package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggersTests {

  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final String ALPHABET = "0123456789*,-/?LW#@ =()TZPS:.adefinorwxyz\n\u0663\ud83d";

  private static final List<String> TEXTS =
      List.of(
          "date now",
          "date 2026-05-01T12:00 zone=Europe/Berlin",
          "interval PT1M30S start=2026-05-01T12:00:00Z end=2027-05-01T12:00:00Z jitter=PT5S",
          "cron day=last fri hour=9 zone=America/New_York dst=unix",
          "crontab */5 8-18 * * mon-fri zone=Europe/Berlin dst=shift-forward/both",
          "apscheduler 0 0 1-15 may-aug *",
          "quartz 0 0/5 8-18 ? * 6#2 2026-2030 jitter=PT1S",
          "spring 0 0 0 LW * * start=2026-05-01T12:00:00Z",
          "calendar P1M2D at=02:30 start=2026-01-31 end=2030-12-31 zone=Africa/Cairo",
          "and (cron day=last) (cron day_of_week=fri) jitter=PT5S",
          "or (crontab 0 9 * * *) (and (cron day=13) (cron day_of_week=fri))",
          "except (crontab 0 9 * * *) dates=2026-12-24/2026-12-26,2027-01-01"
              + " windows=2026-05-01T10:00:00Z/2026-05-01T12:00:00Z zone=Europe/Berlin");

  @Test
  void parse_everyKind_roundTrips() {
    for (String text : TEXTS) {
      Trigger trigger = Triggers.parse(text);
      assertThat(trigger.text()).isEqualTo(text);
      assertThat(Triggers.parse(text)).isEqualTo(trigger).hasSameHashCodeAs(trigger);
      assertThat(trigger.toString()).isEqualTo(text);
      assertThat(trigger.describe()).doesNotEndWith(".").doesNotContain("null");
    }
  }

  @Test
  void parse_mutatedText_isReadOrRefusedAsDocumented() {
    Samples samples = new Samples("mutations");
    int read = 0;
    for (int i = 0; i < 20_000 * Samples.EFFORT; i++) {
      String text = mutated(samples);
      Trigger trigger = parse(text);
      if (trigger != null) {
        read++;
        assertThat(Triggers.parse(trigger.text())).as(Samples.hint(text)).isEqualTo(trigger);
        assertThat(trigger.text()).startsWith(trigger.text().split(" ", 2)[0]);
      }
    }
    assertThat(read).isGreaterThan(100);
  }

  private static Trigger parse(String text) {
    try {
      return Triggers.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).as(Samples.hint(text)).doesNotContain("\n").hasSizeLessThan(2_000);
      return null;
    } catch (RuntimeException e) {
      throw new AssertionError(Samples.hint(text), e);
    }
  }

  private static String mutated(Samples samples) {
    StringBuilder text = new StringBuilder(samples.oneOf(TEXTS));
    for (int changes = samples.random.nextInt(4); changes >= 0; changes--) {
      int at = samples.random.nextInt(text.length() + 1);
      char c = ALPHABET.charAt(samples.random.nextInt(ALPHABET.length()));
      int end = Math.min(text.length(), at + 1 + samples.random.nextInt(4));
      switch (samples.random.nextInt(4)) {
        case 0 -> text.insert(at, c);
        case 1 -> text.delete(at, end);
        case 2 -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(c));
        default -> text.insert(at, text.substring(at, end));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "and",
        "and ()",
        "and (date now",
        "and (crontab 0 9 * * *)(crontab 0 8 * * *)",
        "or (crontab 0 9 * * *) extra",
        "or (unknown x)",
        "except dates=2026-12-24",
        "except (crontab 0 9 * * *) (crontab 0 8 * * *)",
        "except (crontab 0 9 * * *) dates=2026-12-26/2026-12-24",
        "except (crontab 0 9 * * *) windows=2026-12-26",
        "calendar P0D",
        "calendar -P1D",
        "calendar P1D at=02:30:00.5",
        "calendar P1D start=2026-02-01 end=2026-01-01",
        "crontab 0 9 * * * dst=never",
        "crontab 0 9 * * * zone=Mars/Base"
      })
  void parse_brokenText_isRefused(String text) {
    assertThatThrownBy(() -> Triggers.parse(text))
        .isInstanceOf(TriggerSyntaxException.class)
        .hasMessageContaining("column ");
  }

  @Test
  void parse_hostileNesting_isRefusedWithoutDepth() {
    assertThatThrownBy(() -> Triggers.parse("or (".repeat(16_000)))
        .isInstanceOf(IllegalArgumentException.class);
    String deep = "or (".repeat(9) + "crontab 0 9 * * *" + ")".repeat(9);
    assertThatThrownBy(() -> Triggers.parse(deep)).hasMessageContaining("8 deep");
  }

  @Test
  void parse_tooLongText_isRefused() {
    assertThatThrownBy(() -> Triggers.parse("date " + "9".repeat(70_000)))
        .isInstanceOf(TriggerSyntaxException.class)
        .hasMessageContaining("65536")
        .extracting(Throwable::getMessage)
        .asString()
        .hasSizeLessThan(500);
  }

  @Test
  void parse_customKind_isReadByItsProvider() {
    Trigger trigger = Triggers.parse("full-moon 3");
    assertThat(trigger.text()).isEqualTo("full-moon 3");
    assertThat(Triggers.parse("or (full-moon 3) (crontab 0 9 * * *)").next(null, NOW))
        .isEqualTo("2026-05-02T09:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full-moon x",
        "full-moon error",
        "full-moon service",
        "full-moon null",
        "half-moon 3",
        "crontab 61 * * * *",
        "java.io.File /etc/passwd",
        ""
      })
  void read_textThatCannotBeRead_keepsItAndSaysWhy(String text) {
    Trigger trigger = Triggers.read(text);

    assertThat(trigger.text()).isEqualTo(text);
    assertThat(trigger.next(null, NOW)).isNull();
    assertThat(Triggers.problem(trigger)).isPresent();
  }

  @Test
  void read_readableText_isTheTrigger() {
    assertThat(Triggers.read("interval PT3S")).isEqualTo(Triggers.parse("interval PT3S"));
    assertThat(Triggers.problem(Triggers.read("full-moon 3"))).isEmpty();
  }

  @Test
  void read_hostileNesting_throwsNothing() {
    assertThat(Triggers.problem(Triggers.read("or (".repeat(16_000)))).isPresent();
  }

  @Test
  void index_twoProvidersOfOneKind_namesBoth() {
    assertThatThrownBy(
            () -> TriggerKinds.index(List.of(new FullMoonProvider(), new FullMoonProvider())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("full-moon")
        .hasMessageContaining(FullMoonProvider.class.getName());
  }

  @Test
  void index_builtInKind_isRefused() {
    TriggerProvider provider =
        new TriggerProvider() {
          @Override
          public String kind() {
            return "cron";
          }

          @Override
          public Trigger parse(String body) {
            return DateTrigger.now();
          }
        };
    assertThatThrownBy(() -> TriggerKinds.index(List.of(provider)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'cron'");
  }

  @Test
  void span_customTrigger_isWalkedUpToTheLimit() {
    Trigger trigger = Triggers.parse("full-moon 1");
    FireSpan span = trigger.span(NOW, NOW.plusSeconds(86_400L * 200_000));
    assertThat(span.complete()).isFalse();
    assertThat(span.count()).isEqualTo(FireSpan.WALK_LIMIT);
  }

  @Test
  void preview_count_isChecked() {
    Trigger trigger = Triggers.parse("crontab 0 9 * * *");
    assertThat(trigger.preview(NOW, 0)).isEmpty();
    assertThat(trigger.preview(NOW, 3)).hasSize(3);
    assertThatThrownBy(() -> trigger.preview(NOW, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
