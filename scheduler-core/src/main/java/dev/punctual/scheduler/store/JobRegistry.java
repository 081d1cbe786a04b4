package dev.punctual.scheduler.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store's role of keeping job definitions. */
public interface JobRegistry {

  /**
   * Adds jobs, each on its own; one conflict does not stop the others. A job that is stored under
   * the generation given was put by the same call before: it stays as it is and the answer is that
   * of a success.
   *
   * @param jobs at most 1,000, each with a fresh generation and version 0; if two have the same id
   *     the later one meets the earlier one as if it had been stored before
   * @return one answer per job, in order
   */
  List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict);

  /** The job of that id. */
  Optional<JobRecord> get(String id);

  /**
   * Replaces the job whose id, generation and version are those of {@code change.job()}, records
   * what the change skipped, and ends any claim on the job.
   *
   * <p>From ACTIVE to another state its SCHEDULED executions become HELD before this returns; back
   * to ACTIVE they become SCHEDULED again. Repeating a change that took effect answers STALE.
   */
  UpdateResult update(JobChange change);

  /**
   * Removes jobs with their waiting executions. Executions already claimed run to their end; one
   * that is given back instead becomes CANCELLED.
   *
   * @return per id, in order, whether there was such a job
   */
  List<Boolean> remove(List<String> ids);

  /**
   * Jobs in id order.
   *
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   */
  Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit);
}
