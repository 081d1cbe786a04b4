package dev.punctual.benchmarks.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Spring's pool, which is the JDK's with error handling around each job. */
final class SpringContender implements Contender {

  private final ThreadPoolTaskScheduler pool = new ThreadPoolTaskScheduler();

  SpringContender(int threads) {
    pool.setPoolSize(threads);
    pool.setDaemon(true);
    pool.setWaitForTasksToCompleteOnShutdown(false);
    pool.afterPropertiesSet();
    pool.getScheduledThreadPoolExecutor().prestartAllCoreThreads();
  }

  @Override
  public void addOnce(long due, Runnable job) {
    pool.schedule(job, Instant.ofEpochMilli(due));
  }

  @Override
  public void addEverySecond(long first, LongConsumer job) {
    pool.scheduleAtFixedRate(
        new EverySecond(first, job), Instant.ofEpochMilli(first), Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    pool.getScheduledThreadPoolExecutor().shutdownNow();
    pool.destroy();
  }
}
