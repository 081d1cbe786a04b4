package dev.punctual.benchmarks.jdbc;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Restable;
import dev.punctual.benchmarks.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** db-scheduler with the limits for 20 threads of its page on performance. */
final class DbSchedulerContender implements Restable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final OneTimeTask<Void> task;
  private final Scheduler scheduler;

  private DbSchedulerContender(Setup setup, Work work, UnaryOperator<SchedulerBuilder> polling) {
    task =
        Tasks.oneTime("work")
            .execute(
                (instance, context) ->
                    work.run(context.getExecution().executionTime.toEpochMilli()));
    scheduler =
        polling
            .apply(Scheduler.create(setup.source(), task))
            .threads(setup.threads())
            .pollingInterval(POLL)
            .build();
  }

  static Contender lockAndFetch(Setup setup, Work work) {
    return new DbSchedulerContender(setup, work, all -> all.pollUsingLockAndFetch(4.0, 20.0));
  }

  static Contender fetch(Setup setup, Work work) {
    return new DbSchedulerContender(setup, work, all -> all.pollUsingFetch(4.0, 20.0));
  }

  @Override
  public void start() {
    if (scheduler.getSchedulerState().isPaused()) {
      scheduler.resume();
    } else {
      scheduler.start();
    }
  }

  @Override
  public void rest() {
    scheduler.pause();
  }

  @Override
  public void add(long due) {
    scheduler.schedule(instance(), Instant.ofEpochMilli(due));
  }

  @Override
  public void addAll(List<Long> due) {
    Map<Long, List<TaskInstance<?>>> byTime = new TreeMap<>();
    for (long each : due) {
      byTime.computeIfAbsent(each, ignored -> new ArrayList<>()).add(instance());
    }
    byTime.forEach((time, jobs) -> scheduler.scheduleBatch(jobs, Instant.ofEpochMilli(time)));
  }

  private TaskInstance<Void> instance() {
    return task.instance(UUID.randomUUID().toString());
  }

  @Override
  public void close() {
    scheduler.stop();
  }
}
