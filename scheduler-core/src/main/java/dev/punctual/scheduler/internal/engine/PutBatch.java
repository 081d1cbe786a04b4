package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.JobRecord;

/** How many jobs one call to a store may add: at most 1,000, and 4 MiB of payload but for one. */
public final class PutBatch {

  private static final int MOST_JOBS = 1_000;
  private static final long MOST_BYTES = 4 << 20;

  private int jobs;
  private long bytes;

  /** Whether another job still fits; it is counted then. */
  public boolean admits(JobRecord job) {
    long more = job.payload() instanceof Payload.Encoded encoded ? encoded.bytes().length : 0;
    if (jobs > 0 && (jobs == MOST_JOBS || bytes + more > MOST_BYTES)) {
      return false;
    }
    jobs++;
    bytes += more;
    return true;
  }
}
