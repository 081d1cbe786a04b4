package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Clocks;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The JDK's pool: keeps no name, no trigger and no record. */
final class JdkContender implements Contender {

  private final ScheduledThreadPoolExecutor pool;

  JdkContender(int threads) {
    pool = new ScheduledThreadPoolExecutor(threads);
    pool.prestartAllCoreThreads();
  }

  @Override
  public void addOnce(long due, Runnable job) {
    pool.schedule(job, Clocks.nanosUntil(due), TimeUnit.NANOSECONDS);
  }

  @Override
  public void addEverySecond(long first, LongConsumer job) {
    pool.scheduleAtFixedRate(
        new EverySecond(first, job),
        Clocks.nanosUntil(first),
        TimeUnit.SECONDS.toNanos(1),
        TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
