package dev.punctual.scheduler.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapConfigTests {

  private enum Mode {
    ON_DEMAND,
    ALWAYS
  }

  @Test
  void option_absent_answersTheDefault() {
    MapConfig config = config(Map.of());

    assertThat(config.text("host", "localhost")).isEqualTo("localhost");
    assertThat(config.text("user")).isEmpty();
    assertThat(config.number("port", 6379, 1, 65_535)).isEqualTo(6379);
    assertThat(config.flag("tls", true)).isTrue();
    assertThat(config.duration("timeout")).isEmpty();
    assertThat(config.choice("mode", Mode.ALWAYS)).isEqualTo(Mode.ALWAYS);
    assertThat(config.problems()).isEmpty();
    assertThatNoException().isThrownBy(config::end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"max-workers", "max_workers", "MAX_WORKERS", "maxWorkers", " max-workers "})
  void key_spelledOtherwise_isTheSame(String key) {
    MapConfig config = config(Map.of(key, "5"));

    assertThat(config.number("max-workers", 10, 1, 100)).isEqualTo(5);
    assertThat(config.problems()).isEmpty();
  }

  @Test
  void key_givenInTwoSpellings_isAProblem() {
    MapConfig config = config(Map.of("max-workers", "5", "max_workers", "6"));
    config.number("max-workers", 10, 1, 100);

    assertThat(config.problems())
        .containsExactly("at.max_workers is the same option as at.max-workers");
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "' 7 ', 7", "+9, 9", "100, 100", "1, 1"})
  void number_asText_isRead(String text, int expected) {
    assertThat(config(Map.of("size", text)).number("size", 10, 1, 100)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "-1", "5.0", "1e2", "", "five", "99999999999999999999"})
  void number_wrong_answersTheDefaultAndIsAProblem(String text) {
    MapConfig config = config(Map.of("size", text));

    assertThat(config.number("size", 10, 1, 100)).isEqualTo(10);
    assertThat(config.problems())
        .containsExactly("at.size is '" + text + "'; use a whole number from 1 to 100");
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "YES, true",
    "on, true",
    "y, true",
    "T, true",
    "1, true",
    "' true ', true",
    "false, false",
    "no, false",
    "Off, false",
    "n, false",
    "f, false",
    "0, false"
  })
  void flag_asText_isRead(String text, boolean expected) {
    MapConfig config = config(Map.of("tls", text));

    assertThat(config.flag("tls", !expected)).isEqualTo(expected);
    assertThat(config.problems()).isEmpty();
  }

  @Test
  void flag_wrong_answersTheDefaultAndIsAProblem() {
    MapConfig config = config(Map.of("tls", "maybe"));

    assertThat(config.flag("tls", true)).isTrue();
    assertThat(config.problems()).containsExactly("at.tls is 'maybe'; use true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "5m, PT5M",
    "250ms, PT0.25S",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "1d 2h 3m 4s 5ms, P1DT2H3M4.005S",
    "10M, PT10M",
    "5MS, PT0.005S",
    "0s, PT0S",
    "' 30s ', PT30S",
    "PT30S, PT30S",
    "pt1h, PT1H",
    "P2D, PT48H",
    "PT0.5S, PT0.5S"
  })
  void duration_asText_isRead(String text, Duration expected) {
    MapConfig config = config(Map.of("timeout", text));

    assertThat(config.duration("timeout")).contains(expected);
    assertThat(config.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "5 parsecs",
        "s",
        "30m1h",
        "1h1h",
        "-5s",
        "1.5h",
        "99999999999999999d"
      })
  void duration_wrong_answersTheDefaultAndIsAProblem(String text) {
    MapConfig config = config(Map.of("timeout", text));

    assertThat(config.duration("timeout", Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.problems())
        .containsExactly(
            "at.timeout is '"
                + text
                + "'; use a duration such as '30s', '1h30m', '250ms', '2d' or 'PT30S'");
  }

  @Test
  void duration_negative_isAProblem() {
    MapConfig config = config(Map.of("timeout", "PT-5S"));

    assertThat(config.duration("timeout")).isEmpty();
    assertThat(config.problems())
        .singleElement()
        .asString()
        .startsWith("at.timeout is 'PT-5S'")
        .endsWith("not a negative one");
  }

  @Test
  void duration_withoutUnit_isAProblemThatNamesUnits() {
    MapConfig config = config(Map.of("timeout", "30"));
    config.duration("timeout");

    assertThat(config.problems())
        .containsExactly("at.timeout is '30'; add a unit, as in '30s' or '30ms'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"on-demand", "ON_DEMAND", "On_Demand", " ondemand "})
  void choice_inAnySpelling_isRead(String text) {
    assertThat(config(Map.of("mode", text)).choice("mode", Mode.ALWAYS)).isEqualTo(Mode.ON_DEMAND);
  }

  @Test
  void choice_wrong_namesAllAndTheNearest() {
    MapConfig config = config(Map.of("mode", "alwasy"));

    assertThat(config.choice("mode", Mode.ON_DEMAND)).isEqualTo(Mode.ON_DEMAND);
    assertThat(config.problems())
        .containsExactly("at.mode is 'alwasy'; use 'always', 'on-demand'; did you mean 'always'?");
  }

  @Test
  void option_neverAskedFor_isUnknownWithTheNearestKey() {
    MapConfig config = config(Map.of("max-worker", "5", "colour", "red"));
    config.number("max-workers", 10, 1, 100);
    config.number("queue-capacity", 10, 1, 100);

    assertThat(config.problems())
        .containsExactly(
            "at.colour is unknown; use 'max-workers', 'queue-capacity'",
            "at.max-worker is unknown; did you mean 'max-workers'?");
  }

  @Test
  void option_whereThereAreNone_isUnknown() {
    assertThat(config(Map.of("size", "5")).problems())
        .containsExactly("at.size is unknown; there are no options");
  }

  @Test
  void value_longOrWithControlCharacters_isShownShortOnOneLine() {
    MapConfig config = config(Map.of("size", "x\n".repeat(1_000)));
    config.number("size", 1, 1, 1);

    assertThat(config.problems())
        .singleElement()
        .asString()
        .hasSizeLessThan(150)
        .doesNotContain("\n");
  }

  @Test
  void refuse_byARuleOfTheProvider_isTold() {
    MapConfig config = config(Map.of("url", "redis:localhost"));
    config.refuse("url", "use redis://host:port");
    config.refuse("host", "name one");

    assertThat(config.problems())
        .containsExactly(
            "at.url is 'redis:localhost'; use redis://host:port", "at.host is missing; name one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "redis-password",
        "PASSWD",
        "pwd",
        "clientSecret",
        "auth-token",
        "ssl.key-store-password",
        "api_key",
        "access-key",
        "credentials"
      })
  void value_ofASecret_isNotShown(String key) {
    MapConfig config = config(Map.of(key, "hunter2"));
    config.number(key, 0, 0, 9);

    assertThat(config.problems())
        .containsExactly(
            "at."
                + key
                + " has a value that is wrong and not shown; use a whole number from 0 to"
                + " 9");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://joe:hunter2@localhost:6379/0, redis://…@localhost:6379/0",
    "redis://joe:hun@ter2/x@localhost, redis://…@localhost",
    "jdbc:postgresql://joe:hunter2@db/jobs, jdbc:postgresql://…@db/jobs",
    "jdbc:oracle:thin:joe/hunter2@db, jdbc:oracle:thin:…@db",
    "jdbc:h2:mem:x;USER=sa;PASSWORD=hunter2;X=1, jdbc:h2:mem:x;USER=sa;PASSWORD=…;X=1",
    "https://x/?token=hunter2&a=b, https://x/?token=…&a=b",
    "a@b.c, a@b.c"
  })
  void value_withALogin_isShownWithoutIt(String value, String shown) {
    MapConfig config = config(Map.of("url", value));
    config.refuse("url", "use another");

    assertThat(config.problems()).containsExactly("at.url is '" + shown + "'; use another");
  }

  @Test
  void clock_ofATest_isHandedOn() {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);

    assertThat(new MapConfig("", Map.of(), clock).clock()).isSameAs(clock);
  }

  @Test
  void end_withMistakes_throwsThemAllOnce() {
    ConfigReader config = ConfigReader.of(Map.of("size", "x", "tls", "x", "colour", "x"));
    config.number("size", 1, 1, 9);
    config.number("size", 1, 1, 9);
    config.flag("tls", false);

    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(config::end)
        .satisfies(
            e ->
                assertThat(e.problems())
                    .isEqualTo(
                        List.of(
                            "size is 'x'; use a whole number from 1 to 9",
                            "tls is 'x'; use true or false",
                            "colour is unknown; use 'size', 'tls'")))
        .withMessageContainingAll("size is 'x'", "tls is 'x'", "colour is unknown");
  }

  @Test
  void end_mistakesElsewhere_throws() {
    MapConfig config = config(Map.of());
    config.refuseAtEnd();

    assertThatExceptionOfType(ConfigProblemsException.class).isThrownBy(config::end);
  }

  private static MapConfig config(Map<String, String> options) {
    return new MapConfig("at.", options);
  }
}
