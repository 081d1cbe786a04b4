package dev.punctual.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drain with two nodes and one death of the server on a real Redis, in a small way. */
class ShortRedisStressIT {

  @Test
  void drainAndCrash_withTwoNodes_loseAndRepeatNothing(@TempDir Path evidence)
      throws IOException, InterruptedException {
    Settings settings =
        Settings.parse(
            "store=redis",
            "aof=always",
            "scenarios=drain,crash",
            "nodes=2",
            "jobs=1500",
            "kills=1",
            "evidence=" + evidence);

    assertThat(Stress.run(settings)).hasSize(2).allMatch(Verdict::isGood);
  }
}
