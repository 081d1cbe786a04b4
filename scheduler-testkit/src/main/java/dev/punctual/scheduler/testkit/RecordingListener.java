package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers what a scheduler did. The lists are copies in the order in which things happened, for
 * any assertion library; the {@code require} methods need none, and say what happened instead.
 *
 * <p>Give it to a builder, {@code builder.listener(recorder)}. Safe for any thread; several
 * schedulers may share one.
 */
public final class RecordingListener implements EventListener<SchedulerEvent> {

  private final ReentrantLock lock = new ReentrantLock();
  private final List<SchedulerEvent> events = new ArrayList<>(); // guarded by lock

  private RecordingListener() {}

  /** One that has heard nothing. */
  public static RecordingListener create() {
    return new RecordingListener();
  }

  @Override
  public void onEvent(SchedulerEvent event) {
    lock.lock();
    try {
      events.add(Objects.requireNonNull(event, "event"));
    } finally {
      lock.unlock();
    }
  }

  /** All that it heard. */
  public List<SchedulerEvent> events() {
    lock.lock();
    try {
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  /** What it heard of one type and its subtypes. */
  public <E extends SchedulerEvent> List<E> events(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Forgets all that it heard; a run that lasts meanwhile is forgotten too. */
  public void clear() {
    lock.lock();
    try {
      events.clear();
    } finally {
      lock.unlock();
    }
  }

  /** The runs of all jobs, in the order in which they began. */
  public List<RecordedRun> runs() {
    return RunHistory.of(events());
  }

  /** The runs of a job; empty for one that is not known. */
  public List<RecordedRun> runsOf(String jobId) {
    return runs().stream().filter(run -> run.jobId().equals(jobId)).toList();
  }

  /** The nominal times of the fires of a job that were run, each once though it was tried again. */
  public List<Instant> fireTimesOf(String jobId) {
    return runsOf(jobId).stream().map(RecordedRun::fireTime).distinct().toList();
  }

  /** The fires of a job that were not run, and why; one range for each decision. */
  public List<MissedRange> skippedOf(String jobId) {
    return events(JobEvent.FiresSkipped.class).stream()
        .filter(event -> event.jobId().equals(jobId))
        .map(JobEvent.FiresSkipped::range)
        .toList();
  }

  /**
   * Requires that a job ran so often; a run that was tried again counts again.
   *
   * @return this
   * @throws AssertionError if not, with the runs that there were
   */
  public RecordingListener requireRuns(String jobId, int count) {
    int actual = runsOf(jobId).size();
    if (actual != count) {
      throw new AssertionError(
          "job '%s' should have run %s but %s\n%s"
              .formatted(jobId, times(count), ran(actual), report().of(jobId)));
    }
    return this;
  }

  /**
   * Requires that the fires of a job that were run are these, in this order.
   *
   * @param fireTimes nominal times
   * @return this
   * @throws AssertionError if not, with the first difference and the runs that there were
   */
  public RecordingListener requireFireTimes(String jobId, List<Instant> fireTimes) {
    List<Instant> actual = fireTimesOf(jobId);
    if (!actual.equals(fireTimes)) {
      throw new AssertionError(
          "job '%s' should have run other fires: %s\n%s"
              .formatted(jobId, difference(fireTimes, actual), report().of(jobId)));
    }
    return this;
  }

  /**
   * Requires that so many fires of a job were not run.
   *
   * @return this
   * @throws AssertionError if not, with what was skipped and what was run
   */
  public RecordingListener requireSkipped(String jobId, long count) {
    long actual = skippedOf(jobId).stream().mapToLong(MissedRange::count).sum();
    if (actual != count) {
      throw new AssertionError(
          "%s of job '%s' should have been skipped, but %s\n%s"
              .formatted(
                  fires(count),
                  jobId,
                  actual == 0 ? "none was" : actual + " were",
                  report().of(jobId)));
    }
    return this;
  }

  /**
   * Requires that no run failed and nothing was wrong around the scheduler.
   *
   * @return this
   * @throws AssertionError if so, with all of it; the first error is the cause
   */
  public RecordingListener requireNoFailures() {
    List<RecordedRun> failed = runs().stream().filter(run -> run.error() != null).toList();
    List<TroubleEvent> trouble = events(TroubleEvent.class);
    if (!failed.isEmpty() || !trouble.isEmpty()) {
      throw report().ofFailures(failed, trouble);
    }
    return this;
  }

  private Report report() {
    return new Report(events());
  }

  private static String difference(List<Instant> expected, List<Instant> actual) {
    int same = 0;
    while (same < Math.min(expected.size(), actual.size())
        && expected.get(same).equals(actual.get(same))) {
      same++;
    }
    String place = "fire " + (same + 1) + " should be ";
    String wanted = same < expected.size() ? expected.get(same).toString() : "none";
    return place + wanted + " but is " + (same < actual.size() ? actual.get(same) : "none");
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String ran(long count) {
    return count == 0 ? "never ran" : "ran " + times(count);
  }

  private static String fires(long count) {
    return count == 1 ? "1 fire" : count + " fires";
  }
}
