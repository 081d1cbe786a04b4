package dev.punctual.examples.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MainIT {

  @RegisterExtension static final RedisServerExtension SERVER = new RedisServerExtension();

  private final PrintStream before = System.out;

  @AfterEach
  void setTheOutputBack() {
    System.setOut(before);
  }

  @Test
  void main_withoutStyles_showsTheSameOfAll() throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));

    Main.main(new String[0]);

    String shown = out.toString(StandardCharsets.UTF_8);
    for (String style : new String[] {"builder", "properties", "configure"}) {
      assertThat(shown)
          .contains(style + ": ran on punctual-processpool")
          .containsPattern(
              style
                  + ": stores .*, executors \\[default, processpool], next at \\S+T09:30:00Z, at"
                  + " most 3 at once, missed fires ALL");
    }
  }
}
