package dev.punctual.scheduler.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers are old enough. */
class ServerCheckTests {

  @ParameterizedTest(name = "Redis {0}")
  @ValueSource(strings = {"2.8.24", "5.0.14", "6.0.16", "6.1.240"})
  void version_thatIsTooOld_isRefusedWithTheFloor(String version) {
    assertThatIllegalStateException()
        .isThrownBy(() -> ServerCheck.requireVersion(version))
        .withMessageContaining(version)
        .withMessageContaining("6.2 or later");
  }

  @ParameterizedTest(name = "Redis {0}")
  @ValueSource(strings = {"6.2.0", "6.2.11", "7.0.15", "8.2.1", "255.255.255", "unknown"})
  void version_thatIsNewOrUnknown_isTaken(String version) {
    assertThatCode(() -> ServerCheck.requireVersion(version)).doesNotThrowAnyException();
  }
}
