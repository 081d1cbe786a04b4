package dev.punctual.examples.webservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {

  @Test
  void noArguments_meanPort5566() {
    assertThat(CommandLine.parse().port()).isEqualTo(5566);
  }

  @Test
  void port_canBeChosen() {
    assertThat(CommandLine.parse("--port", "0").port()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port", "--port -1", "--port 65536", "--port x", "--prot 1", "1"})
  void wrongArguments_areNamed(String line) {
    assertThatThrownBy(() -> CommandLine.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(--port|--prot|'1').*");
  }
}
