package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.StoredJobs;
import dev.punctual.scheduler.internal.engine.TriggerText;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Writes jobs as a table for people:
 *
 * <pre>
 * Pending jobs:
 *     No scheduled jobs
 * Job store default:
 *     daily-mail  send-mail  cron 30 9 * * mon-fri [Europe/Berlin]  next 2026-03-02T08:30:00Z
 * </pre>
 */
final class JobPrinter {

  private static final String INDENT = "    ";

  private final Engine engine;
  private final JobActions actions;
  private final Comparator<Job> order;

  JobPrinter(Engine engine, JobActions actions, Comparator<Job> order) {
    this.engine = engine;
    this.actions = actions;
    this.order = order;
  }

  void print(Appendable out) {
    List<Job> pending = new ArrayList<>();
    StringBuilder stored = new StringBuilder();
    for (String store : new TreeSet<>(engine.stores())) {
      StoredJobs jobs = engine.jobs(store);
      List<Job> here = new ArrayList<>();
      jobs.forEach(
          record ->
              (jobs.isPending(record.id()) ? pending : here).add(new Job(actions, store, record)));
      table("Job store " + store, here, stored);
    }
    StringBuilder text = new StringBuilder();
    if (!pending.isEmpty()) {
      table("Pending jobs", pending, text);
    }
    try {
      out.append(text.append(stored));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void table(String title, List<Job> jobs, StringBuilder text) {
    text.append(title).append(":\n");
    if (jobs.isEmpty()) {
      text.append(INDENT).append("No scheduled jobs\n");
    }
    jobs.sort(order);
    for (Job job : jobs) {
      text.append(INDENT).append(job.id()).append("  ").append(job.name());
      text.append("  ").append(TriggerText.of(job.trigger()));
      text.append("  ").append(when(job)).append('\n');
    }
  }

  private static String when(Job job) {
    if (job.isPaused()) {
      String why = job.definition().problem();
      return why == null ? "paused" : "paused: " + why;
    }
    String none = job.trigger() instanceof ManualTrigger ? "when asked" : "no more fires";
    return job.nextFireTime().map(next -> "next " + next).orElse(none);
  }
}
