package dev.punctual.scheduler;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs, what ran and what was skipped: a short list of all stores at once, or page by page of
 * one store. All methods block for the stores.
 */
public interface RunLog {

  /**
   * Executions that wait or run now, at most {@code limit} from each store.
   *
   * @param limit 1 to 1,000
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<ExecutionRecord> liveExecutions(int limit);

  /**
   * Executions of one store that wait or run, those of one job one after another. Which job comes
   * first and the order within a job are the store's own.
   *
   * @param jobId only those of that job; null for all
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   * @throws IllegalArgumentException if there is no such store, or the cursor or limit is not valid
   */
  Page<ExecutionRecord> liveExecutions(
      String store, @Nullable String jobId, @Nullable String cursor, int limit);

  /**
   * Executions that have ended, the latest first, at most {@code limit} from each store.
   *
   * @param limit 1 to 1,000
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<EndedExecution> endedExecutions(int limit);

  /**
   * Some executions of one store that have ended, the latest recorded first. A memory store looks
   * at each of its lines until the page is full.
   *
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   * @throws IllegalArgumentException if there is no such store, or the cursor or limit is not valid
   */
  Page<EndedExecution> endedExecutions(
      String store, HistoryFilter filter, @Nullable String cursor, int limit);

  /**
   * Fires that were not run, the latest record first, at most {@code limit} from each store.
   *
   * @param limit 1 to 1,000
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<MissedRange> missedFires(int limit);

  /**
   * Some records of one store about fires that were not run, the latest record first.
   *
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   * @throws IllegalArgumentException if there is no such store, or the cursor or limit is not valid
   */
  Page<MissedRange> missedFires(
      String store, MissedFilter filter, @Nullable String cursor, int limit);
}
