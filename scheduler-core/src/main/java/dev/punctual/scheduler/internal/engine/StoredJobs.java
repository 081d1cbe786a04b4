package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.JobNotFoundException;
import dev.punctual.scheduler.event.ComponentEvent;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What users do to many jobs of one store at once. Jobs that were added before the start count as
 * the store's; one that will change a stored job stands for it. Any thread; blocks for the store.
 */
public final class StoredJobs {

  private static final int PAGE = 1_000;
  private static final String PENDING = "p";
  private static final String STORED = "s";

  private final Lane lane;
  private final Staging staging;
  private final JobCommands commands;

  StoredJobs(Lane lane, Staging staging, JobCommands commands) {
    this.lane = lane;
    this.staging = staging;
    this.commands = commands;
  }

  /** Whether the job of that id waits for the start. */
  public boolean isPending(String id) {
    return staging.holds(id);
  }

  /** Shows every job to {@code each}, page by page. */
  public void forEach(Consumer<JobRecord> each) {
    forEach(JobFilter.ALL, each);
  }

  private void forEach(JobFilter filter, Consumer<JobRecord> each) {
    String cursor = null;
    do {
      Page<JobRecord> page = page(filter, cursor, PAGE);
      page.items().forEach(each);
      cursor = page.cursor();
    } while (cursor != null);
  }

  /**
   * Jobs in id order, first those that wait for the start.
   *
   * @param cursor where the previous page ended; null for the first page
   * @throws IllegalArgumentException if the cursor is not from an earlier page
   */
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    requireOurs(cursor);
    if (cursor == null ? staging.isOpen() : cursor.startsWith(PENDING)) {
      Page<JobRecord> page = staging.page(filter, rest(cursor), limit);
      String next = page.cursor();
      if (!page.items().isEmpty() || next != null) {
        return new Page<>(page.items(), next == null ? STORED : PENDING + next);
      }
    }
    boolean begins = cursor == null || !cursor.startsWith(STORED);
    return storedPage(filter, begins ? null : rest(cursor), limit);
  }

  private Page<JobRecord> storedPage(JobFilter filter, @Nullable String cursor, int limit) {
    Page<JobRecord> page = lane.store().jobs().page(filter, cursor, limit);
    String next = page.cursor();
    List<JobRecord> items = page.items().stream().filter(job -> !staging.holds(job.id())).toList();
    return new Page<>(items, next == null ? null : STORED + next);
  }

  private static void requireOurs(@Nullable String cursor) {
    if (cursor != null && !cursor.startsWith(PENDING) && !cursor.startsWith(STORED)) {
      throw new IllegalArgumentException(
          "cursor '" + cursor + "' is not from an earlier page; begin without one");
    }
  }

  private static @Nullable String rest(@Nullable String cursor) {
    return cursor == null || cursor.length() == 1 ? null : cursor.substring(1);
  }

  /** Removes all jobs with their waiting runs; nothing of them starts here any more afterwards. */
  public long removeAll() {
    long count = 0;
    List<String> ids = new ArrayList<>();
    forEach(job -> ids.add(job.id()));
    for (int from = 0; from < ids.size(); from += PAGE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + PAGE));
      count += staging.remove(some).stream().filter(found -> found).count();
      lane.revoke(new HashSet<>(some));
    }
    lane.events()
        .publish(new ComponentEvent.AllJobsRemoved(lane.time().instant(), lane.name(), count));
    return count;
  }

  /** Pauses the active jobs with a tag, and answers how many. */
  public int pauseAll(String tag) {
    return changeAll(new JobFilter(null, JobState.ACTIVE, tag), commands::pause);
  }

  /** Resumes the paused jobs with a tag, and answers how many. */
  public int resumeAll(String tag) {
    return changeAll(new JobFilter(null, JobState.PAUSED, tag), commands::resume);
  }

  private int changeAll(JobFilter filter, Consumer<String> change) {
    List<String> ids = new ArrayList<>();
    forEach(filter, job -> ids.add(job.id()));
    int changed = 0;
    for (String id : ids) {
      try {
        change.accept(id);
        changed++;
      } catch (JobNotFoundException goneMeanwhile) {
        // It needs no change any more.
      }
    }
    return changed;
  }
}
