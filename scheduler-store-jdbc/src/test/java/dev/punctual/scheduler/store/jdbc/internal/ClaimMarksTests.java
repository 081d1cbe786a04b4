package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.jdbc.internal.ClaimMarks.Group;
import dev.punctual.scheduler.store.jdbc.internal.ClaimMarks.Mark;
import dev.punctual.scheduler.store.jdbc.internal.ClaimMarks.Marks;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where claims begin. */
class ClaimMarksTests {

  private static final long NOW = 10_000;
  private static final Group GROUP = new Group("work", 4);

  private final ClaimMarks marks = new ClaimMarks();

  @Test
  void claims_atFirst_beginAtTheFirstDueTime() {
    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void claim_afterOneThatTookAll_beginsAtTheLastOfEachGroup() {
    take(marks.at(NOW), NOW, run("b", 200, 4), run("c", 100, 4), run("a", 200, 4));
    take(marks.at(NOW), NOW, run("d", 50, 7));

    assertThat(marks.at(NOW).places())
        .containsOnly(
            Map.entry(GROUP, new Mark(200, "b")),
            Map.entry(new Group("work", 7), new Mark(50, "d")));
    assertThat(marks.at(NOW).only()).isNull();
  }

  @Test
  void mark_ofAClaimThatGotNone_isWhatItPassedBy() {
    take(marks.at(NOW), NOW, run("a", 200, 4));

    marks.pass(marks.at(NOW), NOW, GROUP, new Mark(300, "b"));
    marks.pass(marks.at(NOW), NOW, GROUP, new Mark(250, "c"));

    assertThat(marks.at(NOW).only()).isEqualTo(Map.entry(GROUP, new Mark(300, "b")));
  }

  @Test
  void marks_areForgotten_whenTheFirstIsTooOld() {
    take(marks.at(NOW), NOW, run("a", 100, 4));
    take(marks.at(NOW + 60), NOW + 60, run("b", 200, 4));

    assertThat(marks.at(NOW + 999).isEmpty()).isFalse();
    assertThat(marks.at(NOW + 1_000).isEmpty()).isTrue();
    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void marks_ofALaterTime_areForgotten_whenTheClockIsSetBack() {
    take(marks.at(NOW), NOW, run("a", 100, 4));

    assertThat(marks.at(NOW - 1).isEmpty()).isTrue();
  }

  @Test
  void hint_ofWorkAtOrBeforeAMark_forgetsThem() {
    take(marks.at(NOW), NOW, run("a", 100, 4));
    marks.dueAt(Instant.ofEpochMilli(100));

    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void hint_ofWorkAfterAllMarks_leavesThem() {
    take(marks.at(NOW), NOW, run("a", 100, 4));
    marks.dueAt(Instant.ofEpochMilli(101));

    assertThat(marks.at(NOW).places()).containsExactly(Map.entry(GROUP, new Mark(100, "a")));
  }

  @Test
  void hint_duringAClaimThatPassesIt_leavesNoMark() {
    Marks before = marks.at(NOW);
    marks.dueAt(Instant.ofEpochMilli(150)); // perhaps after the claim had looked
    take(before, NOW, run("a", 200, 4));

    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void hint_duringAClaimThatDoesNotReachIt_letsTheMarkMove() {
    Marks before = marks.at(NOW);
    marks.dueAt(Instant.ofEpochMilli(250));
    take(before, NOW, run("a", 200, 4));

    assertThat(marks.at(NOW).places()).containsExactly(Map.entry(GROUP, new Mark(200, "a")));
  }

  @Test
  void claim_thatBeganAtMarksThatWereForgotten_leavesNone() {
    take(marks.at(NOW), NOW, run("a", 100, 4));
    Marks before = marks.at(NOW);
    marks.forget();
    take(before, NOW, run("b", 200, 4));

    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void marks_areAtTheEnd_whileTheLastClaimLeftNothing() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 100, 4)), true);
    assertThat(marks.at(NOW).areAtEnd()).isTrue();

    take(marks.at(NOW), NOW, run("b", 200, 4));
    assertThat(marks.at(NOW).areAtEnd()).isFalse();
  }

  /** A claim that leaves more behind it. */
  private void take(Marks from, long now, ExecutionRecord... taken) {
    marks.advance(from, now, List.of(taken), false);
  }

  private static ExecutionRecord run(String jobId, long due, int priority) {
    Instant at = Instant.ofEpochMilli(due);
    return new ExecutionRecord(
        ExecutionId.ofFire(jobId, 1, at),
        "work",
        Payload.none(),
        JobPolicy.DEFAULT.withPriority(priority),
        Set.of(),
        at,
        at,
        null,
        Adjustment.NONE,
        ExecutionState.CLAIMED,
        "node",
        1,
        at,
        1,
        0,
        false,
        at);
  }
}
