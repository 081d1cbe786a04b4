package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.MissedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What happened, as text below a failed assertion. */
record Report(List<SchedulerEvent> events) {

  private static final int MOST_LINES = 40;

  /** The runs and the skipped fires of a job; if there are none, the jobs that there are. */
  String of(String jobId) {
    List<String> lines = new ArrayList<>();
    for (RecordedRun run : RunHistory.of(events)) {
      if (run.jobId().equals(jobId)) {
        lines.add(line(run));
      }
    }
    for (SchedulerEvent event : events) {
      if (event instanceof JobEvent job && job.jobId().equals(jobId)) {
        addChange(lines, job);
      } else if (event instanceof ExecutionEvent.Missed missed
          && missed.run().jobId().equals(jobId)) {
        lines.add("not started: fire " + missed.run().fireTime() + ", " + missed.reason());
      }
    }
    return lines.isEmpty() ? others(jobId) : text(lines);
  }

  /** All that failed. */
  AssertionError ofFailures(List<RecordedRun> failed, List<TroubleEvent> trouble) {
    List<String> lines = new ArrayList<>();
    failed.forEach(run -> lines.add("job '" + run.jobId() + "': " + line(run)));
    trouble.forEach(event -> lines.add(event.toString()));
    Throwable first = failed.isEmpty() ? null : failed.get(0).error();
    return new AssertionError("nothing should have failed, but this did\n" + text(lines), first);
  }

  private static String line(RecordedRun run) {
    StringBuilder line = new StringBuilder("fire ").append(run.fireTime());
    if (run.attempt() > 1) {
      line.append(", attempt ").append(run.attempt());
    }
    if (!run.startedAt().equals(run.fireTime())) {
      line.append(", started ").append(run.startedAt());
    }
    line.append(", ").append(run.state());
    return run.error() == null ? line.toString() : line.append(": ").append(run.error()).toString();
  }

  private static void addChange(List<String> lines, JobEvent event) {
    if (event instanceof JobEvent.FiresSkipped skipped) {
      MissedRange range = skipped.range();
      String last = range.count() == 1 ? "" : " to " + range.last();
      lines.add(
          "skipped " + range.count() + ": fire " + range.first() + last + ", " + range.reason());
    } else if (event instanceof JobEvent.Paused paused) {
      String why = paused.problem() == null ? "" : ": " + paused.problem();
      lines.add("paused at " + event.at() + why);
    } else if (event instanceof JobEvent.Removed removed) {
      lines.add("removed at " + event.at() + (removed.exhausted() ? ", no fire was left" : ""));
    }
  }

  private String others(String jobId) {
    TreeSet<String> known = new TreeSet<>();
    for (SchedulerEvent event : events) {
      if (event instanceof JobEvent job) {
        known.add(job.jobId());
      } else if (event instanceof ExecutionEvent execution) {
        known.add(execution.run().jobId());
      }
    }
    if (known.contains(jobId)) {
      return "  it is there; has the time been moved to its first fire?";
    }
    return known.isEmpty()
        ? "  no job was heard of; has the builder been given this listener?"
        : "  no job of that id was heard of, but these were\n" + text(List.copyOf(known));
  }

  /** One line each; of many, the first and the last. */
  private static String text(List<String> lines) {
    int left = lines.size() - MOST_LINES;
    List<String> shown = new ArrayList<>(lines);
    if (left > 0) {
      shown.subList(MOST_LINES / 2, MOST_LINES / 2 + left).clear();
      shown.add(MOST_LINES / 2, "… " + left + " more …");
    }
    return "  " + String.join("\n  ", shown);
  }
}
