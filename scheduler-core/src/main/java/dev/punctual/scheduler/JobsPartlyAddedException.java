package dev.punctual.scheduler;

import dev.punctual.scheduler.store.StoreException;
import java.util.List;

/** A store failed before all jobs of {@link JobBatches#addJobs} were added. */
public final class JobsPartlyAddedException extends StoreException {

  private static final long serialVersionUID = 1L;

  private final transient List<AddResult> results;

  /** Says what is known of each job. */
  JobsPartlyAddedException(List<AddResult> results, StoreException failure) {
    super(
        count(results, AddResult.Status.UNKNOWN)
            + " of "
            + results.size()
            + " jobs may or may not have been added and "
            + count(results, AddResult.Status.UNTRIED)
            + " were not tried, since the store failed; results() names them, and they can be"
            + " added again under their ids with o -> o.onConflict(KEEP)",
        failure);
    this.results = List.copyOf(results);
  }

  private static long count(List<AddResult> results, AddResult.Status status) {
    return results.stream().filter(each -> each.status() == status).count();
  }

  /** One result for each job, in order. */
  public List<AddResult> results() {
    return results;
  }
}
