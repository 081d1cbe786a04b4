package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.SchedulerBuilder;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.redis.RedisJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Punctual as an application uses it: ids are generated, history is kept. */
final class PunctualContender implements Contender {

  private static final String TASK = "work";

  private final JobStore store;
  private final Task<Void> task;
  private final BackgroundScheduler scheduler;
  private final boolean client;

  PunctualContender(Setup setup, Work work) {
    client = setup.client();
    store = RedisJobStore.open(setup.url());
    task = Task.named(TASK, context -> work.run(context.fireTime().toEpochMilli()));
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
    if (!client) {
      scheduler.start();
    }
  }

  @Override
  public void add(long due) {
    scheduler.addJob(task, DateTrigger.at(Instant.ofEpochMilli(due)));
  }

  /** Through the store, since a scheduler adds one job at a time. */
  @Override
  public void addAll(List<Long> due) {
    List<PutResult> answers =
        store.jobs().put(due.stream().map(PunctualContender::record).toList(), ConflictPolicy.FAIL);
    if (answers.size() != due.size()) {
      throw new IllegalStateException(answers.size() + " answers to " + due.size() + " jobs");
    }
  }

  private static JobRecord record(long due) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Instant time = Instant.ofEpochMilli(due);
    return new JobRecord(
        Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()),
        random.nextLong(),
        TASK,
        TASK,
        Payload.none(),
        DateTrigger.at(time),
        JobPolicy.DEFAULT,
        Set.of(),
        JobState.ACTIVE,
        time,
        time,
        null,
        0,
        Instant.now(),
        null);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
