package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.PlannedFire;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds jobs and acts on many at once. Jobs that were added before the start are among them. All
 * methods may be called from any thread and block for the stores.
 */
public interface JobCatalog {

  /** The job of that id, looked for in all stores in the order in which they were added. */
  Optional<Job> getJob(String id);

  /** All jobs of all stores, ordered by next fire time, then id; those without one come last. */
  List<Job> getJobs();

  /**
   * All jobs of one store, ordered by next fire time, then id; those without one come last.
   *
   * @throws IllegalArgumentException if there is no such store
   */
  List<Job> getJobs(String store);

  /**
   * Some jobs of one store in id order, first those that wait for the start. A page may have fewer
   * jobs than asked for, even none; the last one has no cursor.
   *
   * @param cursor where the previous page ended; null for the first page
   * @param limit at most this many, 1 to 1,000
   * @throws IllegalArgumentException if there is no such store, or the cursor or limit is not valid
   */
  Page<Job> jobs(String store, JobFilter filter, @Nullable String cursor, int limit);

  /**
   * The next fires of a job by its nominal times, and what clock changes do to them. For a paused
   * job they are those that it would have if it were resumed now; for one that waits for the start,
   * those if that were now.
   *
   * @param count 0 to 100,000; fewer are answered when the trigger ends
   * @throws JobNotFoundException if there is none of that id
   */
  List<PlannedFire> preview(String id, int count);

  /**
   * Writes a table of all jobs for people: those that wait for the start, then those of each store
   * by the store's name; ordered by next fire time, then id.
   *
   * @throws java.io.UncheckedIOException if {@code out} fails
   */
  void printJobs(Appendable out);

  /**
   * Pauses every active job with a tag; see {@link Job#pause}. Jobs that are added meanwhile may be
   * left out.
   *
   * @return how many
   * @throws IllegalArgumentException if no job can have such a tag
   */
  int pauseJobs(String tag);

  /**
   * Resumes every paused job with a tag; see {@link Job#resume}.
   *
   * @return how many
   * @throws IllegalArgumentException if no job can have such a tag
   */
  int resumeJobs(String tag);

  /**
   * Removes all jobs of all stores; see {@link #removeAllJobs(String)}.
   *
   * @return how many
   */
  long removeAllJobs();

  /**
   * Removes all jobs of a store with their waiting runs. Nothing of them starts on this node after
   * this has returned; what runs goes on. There is one event for all.
   *
   * @return how many
   * @throws IllegalArgumentException if there is no such store
   */
  long removeAllJobs(String store);
}
