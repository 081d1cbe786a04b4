package dev.punctual.scheduler;

import java.util.List;

/**
 * Adds many jobs at once. May be called from any thread, from inside jobs and from listeners, and
 * blocks for the stores.
 */
public interface JobBatches {

  /**
   * Adds many jobs in few calls to their stores, at most 1,000 each. First all of them are judged;
   * any mistake refuses all. Then each is added on its own, in order: an id that is taken stops no
   * other job, and with {@code FAIL} it is an answer here and no exception. A job may be followed
   * by one that stands before it in the list. Before the start all are held like single ones; in a
   * transaction of a JDBC store all are part of it.
   *
   * @return one result for each job, in order
   * @throws dev.punctual.scheduler.config.ConfigProblemsException listing what {@code addJob} would
   *     refuse, by the position in the list; nothing was added
   * @throws JobsPartlyAddedException if a store failed; it has the results so far
   * @throws IllegalStateException if the scheduler is shut down
   */
  List<AddResult> addJobs(List<NewJob> jobs);
}
