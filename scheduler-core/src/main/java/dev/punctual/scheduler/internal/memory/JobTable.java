package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The jobs, by id and by due time, and who decides their fires. Guarded by the store's lock. */
final class JobTable {

  private static final int LATEST_CLAIMS = 1_024;

  private final State state;
  private final EntryTable<String, JobEntry> byId = new EntryTable<>();
  private final DueIndex<JobEntry> due = new DueIndex<>();
  private final EntryHeap<JobEntry> claims = new EntryHeap<>();

  /** Claimed jobs by token, as far as no later one took the place. */
  private final @Nullable JobEntry[] latestClaims = new JobEntry[LATEST_CLAIMS];

  JobTable(State state) {
    this.state = state;
  }

  @Nullable JobEntry get(String id) {
    return byId.get(id);
  }

  /** The job of that id, found by its claim if that is still current. */
  @Nullable JobEntry claimed(String id, long token) {
    @Nullable JobEntry job = latestClaims[slot(token)];
    return job != null && job.claimToken == token && job.key().equals(id) ? job : byId.get(id);
  }

  private static int slot(long token) {
    return (int) token & (LATEST_CLAIMS - 1);
  }

  int size() {
    return byId.size();
  }

  /** See {@link EntryTable#added}. */
  long added() {
    return byId.added();
  }

  void forEach(Consumer<JobEntry> action) {
    byId.forEach(action);
  }

  /** Adds a job whose id is free. */
  void add(JobRecord record) {
    JobEntry job = new JobEntry(record);
    byId.add(job);
    enqueue(job);
  }

  /** Gives a job a new content and ends any claim on it. */
  void change(JobEntry job, JobRecord record) {
    endClaim(job);
    job.record = record;
    enqueue(job);
  }

  /** Takes a job out of the table. */
  void drop(JobEntry job, JobEntry.Presence why) {
    endClaim(job);
    byId.remove(job);
    job.presence = why;
  }

  /**
   * Takes out the next job that is due by {@code limit}; it must be claimed or put back.
   *
   * @param oldest whether that is the one that has been due longest, whatever its priority
   */
  @Nullable JobEntry poll(String queue, View view, long limit, boolean oldest) {
    return oldest ? due.pollOldest(queue, view, limit) : due.poll(queue, view, limit);
  }

  /** Puts back a job that was polled. */
  void putBack(JobEntry job) {
    due.add(job, Millis.of(requireDue(job)));
  }

  /** Claims a job that was polled. */
  void claim(JobEntry job, String owner, long until) {
    job.claimOwner = owner;
    job.claimToken = state.nextToken();
    latestClaims[slot(job.claimToken)] = job;
    claims.add(job, until);
  }

  /** Makes jobs due again whose claims ran out. Their tokens stay good until the next claim. */
  void endClaims(long now) {
    while (claims.headTime() <= now) {
      putBack(claims.poll());
    }
  }

  /** When the earliest waiting job of a queue is due. */
  long earliest(String queue, View view) {
    return due.earliest(queue, view);
  }

  /** When the first claim on a job of some queues ends. */
  long earliestClaim(Set<String> queues, View view) {
    long earliest = RowHeap.NEVER;
    for (int i = 0; i < claims.size(); i++) {
      JobEntry job = claims.row(i);
      long until = claims.timeOf(job);
      if (until < earliest && queues.contains(job.queue()) && view.shows(job.task())) {
        earliest = until;
      }
    }
    return earliest;
  }

  /** When the first claim of another node on a job of a queue ends. */
  long earliestForeignClaim(String queue, View view, String owner) {
    long earliest = RowHeap.NEVER;
    for (int i = 0; i < claims.size(); i++) {
      JobEntry job = claims.row(i);
      long until = claims.timeOf(job);
      if (until < earliest
          && !owner.equals(job.claimOwner)
          && queue.equals(job.queue())
          && view.shows(job.task())) {
        earliest = until;
      }
    }
    return earliest;
  }

  void forEachAside(Consumer<DueQueue<JobEntry>> action) {
    due.forEachAside(action);
  }

  private void enqueue(JobEntry job) {
    Instant time = job.record.dueTime();
    if (time != null && job.record.state() == JobState.ACTIVE) {
      long millis = Millis.of(time);
      due.add(job, millis);
      state.hint(millis);
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether another claim took the place
  private void endClaim(JobEntry job) {
    if (latestClaims[slot(job.claimToken)] == job) {
      latestClaims[slot(job.claimToken)] = null;
    }
    if (job.heap != null) {
      job.heap.remove(job);
    }
    job.claimOwner = null;
    job.claimToken = 0;
  }

  private static Instant requireDue(JobEntry job) {
    Instant time = job.record.dueTime();
    if (time == null) {
      throw new IllegalStateException("job '" + job.record.id() + "' has no due time");
    }
    return time;
  }
}
