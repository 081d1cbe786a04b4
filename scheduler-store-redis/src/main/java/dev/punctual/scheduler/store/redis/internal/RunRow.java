package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executions, lines of history and ranges of skipped fires as scripts know them. */
final class RunRow {

  private static final List<ExecutionState> STATES =
      List.of(
          ExecutionState.SCHEDULED,
          ExecutionState.HELD,
          ExecutionState.BLOCKED,
          ExecutionState.PARKED,
          ExecutionState.CLAIMED,
          ExecutionState.SUCCEEDED,
          ExecutionState.DEAD,
          ExecutionState.MISSED,
          ExecutionState.CANCELLED,
          ExecutionState.LOST);

  private static final List<MissedRange.Reason> REASONS =
      List.of(
          MissedRange.Reason.GRACE,
          MissedRange.Reason.COALESCED,
          MissedRange.Reason.MAX_INSTANCES,
          MissedRange.Reason.PAUSED,
          MissedRange.Reason.CATCH_UP_CAP,
          MissedRange.Reason.EXECUTOR_FULL,
          MissedRange.Reason.RESCHEDULED);

  private static final int OWNER = 10;
  private static final int TOKEN = 11;
  private static final int UNTIL = 12;
  private static final int ATTEMPT = 13;
  private static final int LOST = 14;
  private static final int FIRE = 16;
  private static final int MADE = 17;
  private static final int DEADLINE = 18;
  private static final int ADJUSTMENT = 19;
  private static final int CANCEL = 21;

  private RunRow() {}

  /** A live execution, or one that has just ended. */
  static ExecutionRecord read(byte[] packed) {
    return read(Row.of(packed), null);
  }

  /**
   * An execution.
   *
   * @param shown the state to show; null for that of the row
   */
  static ExecutionRecord read(Row row, @Nullable ExecutionState shown) {
    Row body = Fields.body(row);
    JobPolicy policy = Fields.policy(body);
    Instant fire = row.time(FIRE);
    Instant due = row.time(Fields.DUE);
    return new ExecutionRecord(
        RunKey.parse(row.text(Fields.ID)),
        row.text(Fields.TASK),
        Fields.payload(body),
        policy == null ? Fields.defaultPolicy(body) : policy,
        Fields.lines(row.text(Fields.TAGS)),
        fire,
        due,
        row.timeOrNull(DEADLINE),
        Fields.adjustment(row.textOrNull(ADJUSTMENT)),
        shown == null ? state(row.number(Fields.STATE)) : shown,
        row.textOrNull(OWNER),
        row.number(TOKEN),
        row.timeOrNull(UNTIL),
        (int) row.number(ATTEMPT),
        (int) row.number(LOST),
        row.flag(CANCEL),
        row.time(MADE));
  }

  /** A line of history. */
  static EndedExecution readEnded(byte[] packed) {
    Row row = Row.of(packed);
    return new EndedExecution(
        RunKey.parse(row.text(1)),
        row.text(13),
        state(row.number(2)),
        (int) row.number(3),
        row.textOrNull(4),
        row.time(5),
        row.timeOrNull(6),
        row.time(7),
        row.textOrNull(8),
        Fields.payload(row, 9),
        row.has(10) ? Fields.policy(row.text(10)) : null,
        Fields.payload(row, 11),
        Fields.lines(row.text(12)));
  }

  /** Writes a range as the scripts that record it expect it. */
  static Pack write(Pack pack, MissedRange range) {
    return pack.begin(6)
        .text(range.jobId())
        .text(RunKey.digits(range.generation()))
        .number(Fields.millis(range.first()))
        .number(Fields.millis(range.last()))
        .number(range.count())
        .number(number(range.reason()));
  }

  static byte[] pack(MissedRange range) {
    return Pack.array(6)
        .text(range.jobId())
        .text(RunKey.digits(range.generation()))
        .number(Fields.millis(range.first()))
        .number(Fields.millis(range.last()))
        .number(range.count())
        .number(number(range.reason()))
        .bytes();
  }

  static MissedRange readMissed(byte[] packed) {
    Row row = Row.of(packed);
    return new MissedRange(
        row.text(1),
        RunKey.generation(row.text(2)),
        row.time(3),
        row.time(4),
        row.number(5),
        REASONS.get((int) row.number(6)));
  }

  static int number(MissedRange.Reason reason) {
    return REASONS.indexOf(reason);
  }

  static int number(ExecutionState state) {
    return STATES.indexOf(state);
  }

  static ExecutionState state(long number) {
    return STATES.get((int) number);
  }
}
