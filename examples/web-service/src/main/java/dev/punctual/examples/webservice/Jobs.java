package dev.punctual.examples.webservice;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.Scheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the service does with its scheduler. */
final class Jobs {

  private static final IntervalTrigger EVERY_3_SECONDS =
      IntervalTrigger.every(Duration.ofSeconds(3));
  private static final IntervalTrigger EVERY_2_SECONDS =
      IntervalTrigger.every(Duration.ofSeconds(2));
  private static final int SHOWN = 100;

  private final Scheduler scheduler;
  private final PrintStream out;

  /** What all jobs run: stores keep its name, so that they find it again after a restart. */
  private final Task<Void> printRun = Task.named("print-run", this::printRun);

  Jobs(Scheduler scheduler, PrintStream out) {
    this.scheduler = scheduler;
    this.out = out;
  }

  /** Adds the job that is there from the start, unless it is there from an earlier one. */
  void addDefault() {
    scheduler.addJob(
        printRun,
        EVERY_3_SECONDS,
        o -> o.id("default").onConflict(ConflictPolicy.UPDATE_DEFINITION));
  }

  /** Adds a job that runs every two seconds. */
  void add(String id) {
    scheduler.addJob(printRun, EVERY_2_SECONDS, o -> o.id(id));
  }

  void remove(String id) {
    scheduler.removeJob(id);
  }

  /** All jobs, the next to fire first. */
  List<Map<String, String>> list() {
    return scheduler.getJobs().stream().map(Jobs::shown).toList();
  }

  /** The latest runs: those that wait or run, then those that ended, the latest first. */
  List<Map<String, String>> executions() {
    return Stream.concat(
            scheduler.liveExecutions(SHOWN).stream()
                .map(
                    row ->
                        Map.of(
                            "id", row.id().toString(),
                            "job_id", row.id().jobId(),
                            "state", row.state().name(),
                            "fire_time", row.fireTime().toString())),
            scheduler.endedExecutions(SHOWN).stream()
                .map(
                    row ->
                        Map.of(
                            "id", row.id().toString(),
                            "job_id", row.id().jobId(),
                            "state", row.state().name(),
                            "fire_time", row.fireTime().toString(),
                            "started", String.valueOf(row.started()),
                            "finished", row.finished().toString())))
        .toList();
  }

  private static Map<String, String> shown(Job job) {
    return Map.of(
        "id", job.id(),
        "trigger", job.trigger().text(),
        "description", job.trigger().describe(),
        "next_fire_time", job.nextFireTime().map(Instant::toString).orElse("none"),
        "state", job.definition().state().name());
  }

  private void printRun(ExecutionContext context) {
    out.println(
        "job " + context.jobId() + " of " + context.fireTime() + " ran at " + context.startedAt());
  }
}
