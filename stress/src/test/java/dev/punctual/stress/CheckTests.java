package dev.punctual.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.stress.Check.Death;
import dev.punctual.stress.Evidence.Line;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The check finds what it is there to find. */
class CheckTests {

  private static final long DEATH = 100_000;

  @Test
  void jobsThatEndOnce_areGood() {
    Check check =
        Check.of(
            2,
            List.of(begin("a", 1, 10), end("a", 1, 15), begin("b", 2, 11), end("b", 2, 16)),
            Map.of());

    assertThat(check.lost()).isZero();
    assertThat(check.repeated()).isZero();
    assertThat(check.perNode()).containsEntry("node-1", 1).containsEntry("node-2", 1);
  }

  @Test
  void jobWithoutAnEnd_isLost() {
    Check check =
        Check.of(2, List.of(begin("a", 1, 10), end("a", 1, 15), begin("b", 1, 11)), Map.of());

    assertThat(check.lost()).isEqualTo(1);
  }

  @Test
  void jobThatNobodyBegan_isLost() {
    assertThat(Check.of(1, List.of(), Map.of()).lost()).isEqualTo(1);
  }

  @Test
  void secondRunWhileNobodyDied_isNotExcused() {
    Check check =
        Check.of(
            1,
            List.of(begin("a", 1, 10), end("a", 1, 15), begin("a", 2, 20), end("a", 2, 25)),
            Map.of());

    assertThat(check.repeated()).isEqualTo(1);
    assertThat(check.inFlight()).isZero();
  }

  @Test
  void secondRunAfterADeathInTheMiddle_isExcusedAndTimed() {
    Check check =
        Check.of(
            1,
            List.of(
                begin("a", 1, DEATH - 3),
                begin("a", 2, DEATH + 31_000),
                end("a", 2, DEATH + 31_005)),
            Map.of("node-1", new Death(DEATH, Set.of("a"))));

    assertThat(check.repeated()).isEqualTo(1);
    assertThat(check.inFlight()).isEqualTo(1);
    assertThat(check.longestWaitMillis()).isEqualTo(31_000);
  }

  @Test
  void secondRunOfWhatEndedLongBeforeTheDeath_isNotExcused() {
    Check check =
        Check.of(
            1,
            List.of(
                begin("a", 1, DEATH - 5_005),
                end("a", 1, DEATH - 5_000),
                begin("a", 2, DEATH + 31_000),
                end("a", 2, DEATH + 31_005)),
            Map.of("node-1", new Death(DEATH, Set.of("a"))));

    assertThat(check.repeated()).isEqualTo(1);
    assertThat(check.inFlight()).isZero();
  }

  @Test
  void secondRunOfWhatALivingNodeHad_isNotExcusedByTheDeathOfAnother() {
    Check check =
        Check.of(
            1,
            List.of(begin("a", 1, DEATH - 3), begin("a", 2, DEATH + 10), end("a", 2, DEATH + 15)),
            Map.of("node-3", new Death(DEATH, Set.of("a"))));

    assertThat(check.inFlight()).isZero();
    assertThat(check.repeated()).isEqualTo(1);
  }

  @Test
  void secondRunOfWhatTheStoreKnewAsEnded_isNotExcused() {
    Check check =
        Check.of(
            1,
            List.of(
                begin("a", 1, DEATH - 8),
                end("a", 1, DEATH - 3),
                begin("a", 2, DEATH + 31_000),
                end("a", 2, DEATH + 31_005)),
            Map.of("node-1", new Death(DEATH, Set.of())));

    assertThat(check.repeated()).isEqualTo(1);
    assertThat(check.inFlight()).isZero();
  }

  @Test
  void whatADeadNodeHadNotBegun_isTimed() {
    Check check =
        Check.of(
            1,
            List.of(begin("a", 2, DEATH + 60_000), end("a", 2, DEATH + 60_005)),
            Map.of("node-1", new Death(DEATH, Set.of("a", "b"))));

    assertThat(check.repeated()).isZero();
    assertThat(check.longestWaitMillis()).isEqualTo(60_000);
    assertThat(check.tookMillis()).isEqualTo(5);
  }

  @Test
  void whatTwoDeadNodesHadInTurn_isTimedFromEachDeath() {
    Check check =
        Check.of(
            1,
            List.of(begin("a", 3, DEATH + 65_000), end("a", 3, DEATH + 65_005)),
            Map.of(
                "node-1",
                new Death(DEATH, Set.of("a")),
                "node-2",
                new Death(DEATH + 31_000, Set.of("a"))));

    assertThat(check.longestWaitMillis()).isEqualTo(34_000);
  }

  private static Line begin(String job, int node, long millis) {
    return new Line("node-" + node, false, job + "~0~0", job, 1, millis);
  }

  private static Line end(String job, int node, long millis) {
    return new Line("node-" + node, true, job + "~0~0", job, 1, millis);
  }
}
