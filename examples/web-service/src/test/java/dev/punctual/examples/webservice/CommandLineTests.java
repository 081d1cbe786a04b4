package dev.punctual.examples.webservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {

  @Test
  void noArguments_meanPort5566() {
    assertThat(CommandLine.parse().port()).isEqualTo(5566);
  }

  @Test
  void noArguments_meanAFileInTheDocumentedFolder() {
    assertThat(CommandLine.parse().store()).isEqualTo(Storage.FILE);
    assertThat(Storage.FILE.options().get("url"))
        .startsWith("jdbc:h2:file:./" + Storage.FOLDER + "/");
  }

  @Test
  void store_canBeChosen() {
    assertThat(CommandLine.parse("--store", "memory").store().options())
        .containsExactly(Map.entry("type", "memory"));
    assertThat(CommandLine.parse("--store", "jdbc:h2:mem:x", "--port", "0").store().options())
        .containsEntry("type", "jdbc")
        .containsEntry("url", "jdbc:h2:mem:x")
        .containsEntry("schema-mode", "create");
    assertThat(CommandLine.parse("--store", "redis://127.0.0.1:6380").store().options())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("type", "redis", "url", "redis://127.0.0.1:6380"));
  }

  @Test
  void port_canBeChosen() {
    assertThat(CommandLine.parse("--port", "0").port()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port",
        "--port -1",
        "--port 65536",
        "--port x",
        "--prot 1",
        "1",
        "--store",
        "--store redis",
        "--store postgresql://host/db"
      })
  void wrongArguments_areNamed(String line) {
    assertThatThrownBy(() -> CommandLine.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(--port|--prot|'1'|--store).*");
  }
}
