package dev.punctual.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drain with two nodes on a real PostgreSQL, in a small way. */
class ShortStressIT {

  @Test
  void drain_byTwoNodes_losesAndRepeatsNothing(@TempDir Path evidence)
      throws IOException, InterruptedException {
    Settings settings =
        Settings.parse("scenarios=drain", "nodes=2", "jobs=1500", "evidence=" + evidence);

    assertThat(Stress.run(settings)).hasSize(1).allMatch(Verdict::isGood);
  }
}
