package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Restable;
import dev.punctual.benchmarks.Work;
import dev.punctual.scheduler.AddResult;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.NewJob;
import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.SchedulerState;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.List;

/** Punctual as an application uses it: ids are generated, history is kept. */
final class PunctualContender implements Restable {

  private final Task<Void> task;
  private final BackgroundScheduler scheduler;
  private final boolean client;

  PunctualContender(Setup setup, Work work) {
    client = setup.client();
    JobStore store = JdbcJobStore.open(setup.source());
    task = Task.named("work", context -> work.run(context.fireTime().toEpochMilli()));
    SchedulerBuilder<BackgroundScheduler> builder =
        BackgroundScheduler.builder()
            .jobStore("default", store)
            .executor("default", ThreadPoolExecutor.ofSize(setup.threads()))
            .tasks(task);
    scheduler = (client ? builder.onlyTasks() : builder).build();
    if (client) {
      scheduler.start(); // what is added to one that stands still stays in memory
    }
  }

  @Override
  public void start() {
    if (scheduler.state() == SchedulerState.PAUSED) {
      scheduler.resume();
    } else if (!client) {
      scheduler.start();
    }
  }

  @Override
  public void rest() {
    scheduler.pause();
  }

  @Override
  public void add(long due) {
    scheduler.addJob(task, DateTrigger.at(Instant.ofEpochMilli(due)));
  }

  @Override
  public void addAll(List<Long> due) {
    List<AddResult> results =
        scheduler.addJobs(
            due.stream()
                .map(time -> NewJob.of(task, DateTrigger.at(Instant.ofEpochMilli(time))))
                .toList());
    if (!results.stream().allMatch(AddResult::isStored)) {
      throw new IllegalStateException("some of " + due.size() + " jobs were not added");
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
