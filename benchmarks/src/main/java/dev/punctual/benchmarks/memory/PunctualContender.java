package dev.punctual.benchmarks.memory;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.JobBody;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/** Punctual as an application uses it: ids are generated, history is kept. */
final class PunctualContender implements Contender {

  private static final int PAGE = 1_000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MemoryJobStore store = MemoryJobStore.create();
  private final BackgroundScheduler scheduler;
  private long triggerDue = Long.MIN_VALUE;
  private Trigger trigger = IntervalTrigger.every(SECOND);
  private Runnable code = () -> {};
  private JobBody body = code::run;

  PunctualContender(int threads) {
    scheduler =
        BackgroundScheduler.builder()
            .jobStore("default", store)
            .executor("default", ThreadPoolExecutor.ofSize(threads))
            .build();
    scheduler.start();
  }

  @Override
  public void addOnce(long due, Runnable job) {
    if (due != triggerDue) { // jobs of one time share their trigger
      triggerDue = due;
      trigger = DateTrigger.at(Instant.ofEpochMilli(due));
    }
    if (job != code) {
      code = job;
      body = job::run;
    }
    scheduler.addJob(body, trigger);
  }

  @Override
  public void addEverySecond(long first, LongConsumer job) {
    scheduler.addJob(
        context -> job.accept(context.fireTime().toEpochMilli()),
        IntervalTrigger.every(SECOND).withStart(Instant.ofEpochMilli(first)));
  }

  @Override
  public void settle() {
    while (!scheduler.liveExecutions(1).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public long recorded() {
    long succeeded = 0;
    String cursor = null;
    do {
      Page<EndedExecution> page = store.history().ended(HistoryFilter.ALL, cursor, PAGE);
      succeeded +=
          page.items().stream().filter(row -> row.state() == ExecutionState.SUCCEEDED).count();
      cursor = page.cursor();
    } while (cursor != null);
    return succeeded;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
