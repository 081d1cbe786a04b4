package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Jobs for what a store's own tests look at beside its suite. */
public final class SampleJobs {

  private SampleJobs() {}

  /**
   * An ACTIVE job that fires once, as {@link dev.punctual.scheduler.store.JobRegistry#put} takes
   * it: of the default policy, named like its task, without payload and tags, and of a generation
   * that no other job has.
   *
   * @param due a whole millisecond, past or future
   */
  public static JobRecord once(String id, String task, Instant due) {
    long generation = ThreadLocalRandom.current().nextLong();
    return Jobs.of(
        id, generation, task, JobPolicy.DEFAULT, due, DateTrigger.at(due), Payload.none());
  }
}
