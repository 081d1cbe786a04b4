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
  private static final Group GROUP = new Group("default", "work", 4);

  private final ClaimMarks marks = new ClaimMarks();

  @Test
  void claims_atFirst_beginAtTheFirstDueTime() {
    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void claim_afterOneThatTookAll_beginsAtTheLastOfEachGroup() {
    marks.advance(
        marks.at(NOW), NOW, List.of(run("b", 200, 4), run("c", 100, 4), run("a", 200, 4)));
    marks.advance(marks.at(NOW), NOW, List.of(run("d", 50, 7)));

    assertThat(marks.at(NOW).places())
        .containsEntry(GROUP, new Mark(200, "b"))
        .containsEntry(new Group("default", "work", 7), new Mark(50, "d"))
        .hasSize(2);
  }

  @Test
  void mark_ofAClaimThatGotNone_isWhatItPassedBy() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 200, 4)));
    Group group = marks.at(NOW).places().keySet().iterator().next();

    marks.pass(marks.at(NOW), NOW, group, new Mark(300, "b"));
    marks.pass(marks.at(NOW), NOW, group, new Mark(250, "c"));

    assertThat(marks.at(NOW).places()).containsExactly(Map.entry(group, new Mark(300, "b")));
  }

  @Test
  void marks_areForgotten_whenTheFirstIsTooOld() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 100, 4)));
    marks.advance(marks.at(NOW + 60), NOW + 60, List.of(run("b", 200, 4)));

    assertThat(marks.at(NOW + 999).isEmpty()).isFalse();
    assertThat(marks.at(NOW + 1_000).isEmpty()).isTrue();
    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void marks_ofALaterTime_areForgotten_whenTheClockIsSetBack() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 100, 4)));

    assertThat(marks.at(NOW - 1).isEmpty()).isTrue();
  }

  @Test
  void hint_ofWorkAtOrBeforeAMark_forgetsThem() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 100, 4)));
    marks.dueAt(Instant.ofEpochMilli(100));

    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void hint_ofWorkAfterAllMarks_leavesThem() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 100, 4)));
    marks.dueAt(Instant.ofEpochMilli(101));

    assertThat(marks.at(NOW).places()).containsEntry(GROUP, new Mark(100, "a"));
  }

  @Test
  void hint_duringAClaimThatPassesIt_leavesNoMark() {
    Marks before = marks.at(NOW);
    marks.dueAt(Instant.ofEpochMilli(150)); // perhaps after the claim had looked
    marks.advance(before, NOW, List.of(run("a", 200, 4)));

    assertThat(marks.at(NOW).isEmpty()).isTrue();
  }

  @Test
  void hint_duringAClaimThatDoesNotReachIt_letsTheMarkMove() {
    Marks before = marks.at(NOW);
    marks.dueAt(Instant.ofEpochMilli(250));
    marks.advance(before, NOW, List.of(run("a", 200, 4)));

    assertThat(marks.at(NOW).places()).containsEntry(GROUP, new Mark(200, "a"));
  }

  @Test
  void claim_thatBeganAtMarksThatWereForgotten_leavesNone() {
    marks.advance(marks.at(NOW), NOW, List.of(run("a", 100, 4)));
    Marks before = marks.at(NOW);
    marks.forget();
    marks.advance(before, NOW, List.of(run("b", 200, 4)));

    assertThat(marks.at(NOW).isEmpty()).isTrue();
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
