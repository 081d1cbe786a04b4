package dev.punctual.benchmarks.jdbc;

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
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Punctual as an application uses it: ids are generated, history is kept. */
final class PunctualContender implements Contender {

  private static final String TASK = "work";
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final JobStore store;
  private final Task<Void> task;
  private final BackgroundScheduler scheduler;
  private final boolean client;

  PunctualContender(Setup setup, Work work) {
    client = setup.client();
    store = JdbcJobStore.open(setup.source());
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

  /** An id like those that a scheduler generates: in the order of time, then random. */
  private static String nextId() {
    long time = System.currentTimeMillis() << 16 | COUNTER.getAndIncrement() & 0xffff;
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(time) + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static JobRecord record(long due) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Instant time = Instant.ofEpochMilli(due);
    return new JobRecord(
        nextId(),
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
