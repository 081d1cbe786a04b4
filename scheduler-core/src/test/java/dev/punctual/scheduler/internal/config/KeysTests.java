package dev.punctual.scheduler.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTests {

  private static final List<String> VALID =
      List.of("max-instances", "misfire-grace-time", "coalesce", "overflow", "url");

  @ParameterizedTest
  @CsvSource({
    "max_instance, max-instances",
    "maxInstance, max-instances",
    "max-intsances, max-instances",
    "mifsire_grace_time, misfire-grace-time",
    "grace-time, misfire-grace-time",
    "coalesec, coalesce",
    "colaesce, coalesce",
    "OVERFLOWS, overflow",
    "instances, max-instances",
    "overflow-policy, overflow",
    "ulr, url"
  })
  void nearest_slip_findsWhatWasMeant(String wrong, String meant) {
    assertThat(Keys.nearest(wrong, VALID)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"jitter", "host", "''", "x"})
  void nearest_farFromAll_findsNone(String wrong) {
    assertThat(Keys.nearest(wrong, VALID)).isNull();
  }

  @Test
  void hint_nothingNear_listsAll() {
    assertThat(Keys.hint("host", List.of("url", "port"))).isEqualTo("use 'port', 'url'");
  }
}
