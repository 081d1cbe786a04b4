package dev.punctual.examples.triggerpreview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {

  private static final Instant NOW = Instant.parse("2025-03-29T12:00:00Z");

  @Test
  void schedule_isShownWithItsSentenceTimesAndClockChanges() {
    CommandLine line =
        CommandLine.parse(NOW, "30 2 * * *", "--zone", "Europe/Berlin", "--count", "2");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TextPreview.print(line, new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "at 02:30 every day, Europe/Berlin",
            "Sun 2025-03-30 03:30:00 +02:00"
                + "  <- 2025-03-30T02:30 does not occur: the clocks go forward",
            "Mon 2025-03-31 02:30:00 +02:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--zone UTC",
        "@daily --zone Nowhere",
        "@daily --count 0",
        "@daily --count x",
        "@daily --dialect vixie",
        "@daily --preset none",
        "@daily --colour red",
        "@daily --from"
      })
  void wrongArguments_areRefusedWithTheUsage(String line) {
    assertThatThrownBy(() -> CommandLine.parse(NOW, line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
