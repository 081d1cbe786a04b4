package dev.punctual.scheduler.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store's role of telling what runs, what ran and what was skipped. */
public interface History {

  /**
   * Live executions, those of one job one after another. Which job comes first and the order within
   * a job are the store's own and stay the same, so that pages show each that stays live once.
   *
   * @param jobId only those of that job; null for all
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   */
  Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit);

  /**
   * Ended executions, the latest recorded first.
   *
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   */
  Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit);

  /**
   * Recorded ranges of skipped fires, the latest record first. A fire whose execution ended MISSED
   * is among them too.
   *
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   */
  Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit);

  /**
   * Where executions stand. An execution that is live or kept throughout the call is never told as
   * unknown, even if it ends meanwhile. Costs no more with a long history than with a short one.
   *
   * @param ids at most 1,000
   * @return one answer per id, in order
   */
  List<Standing> look(List<ExecutionId> ids);

  /** The ended execution of that id; empty when there is none, or it is live, or was forgotten. */
  default Optional<EndedExecution> find(ExecutionId id) {
    return Optional.ofNullable(look(List.of(id)).get(0).ended());
  }

  /**
   * Forgets ended executions and missed ranges that are older than {@code maxAge} or beyond the
   * latest {@code maxCount} of their kind. Live executions are never touched.
   *
   * @param limit at most this many, 1 to 1,000
   * @return how many were forgotten
   */
  int purge(Duration maxAge, long maxCount, int limit);

  /**
   * Where one execution stands.
   *
   * @param state null when the store does not know it: it never was, or was forgotten
   * @param ended its line of history; null unless {@code state} is terminal
   */
  record Standing(ExecutionId id, @Nullable ExecutionState state, @Nullable EndedExecution ended) {}
}
