package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.FullPolicy;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;

/** Type {@code threadpool}: {@code max-workers}, {@code queue-capacity}, {@code when-full}. */
public final class ThreadPoolProvider implements JobExecutorProvider {

  @Override
  public String name() {
    return "threadpool";
  }

  @Override
  public JobExecutor create(ConfigReader config) {
    int size =
        config.number(
            "max-workers", ThreadPoolExecutor.DEFAULT_SIZE, 1, ThreadPoolExecutor.MAX_SIZE);
    int queueCapacity =
        config.number(
            "queue-capacity",
            ThreadPoolExecutor.DEFAULT_QUEUE_CAPACITY,
            0,
            ThreadPoolExecutor.MAX_QUEUE_CAPACITY);
    FullPolicy whenFull = config.choice("when-full", FullPolicy.WAIT);
    config.end();
    return ThreadPoolExecutor.ofSize(size)
        .withQueueCapacity(queueCapacity)
        .withFullPolicy(whenFull);
  }
}
