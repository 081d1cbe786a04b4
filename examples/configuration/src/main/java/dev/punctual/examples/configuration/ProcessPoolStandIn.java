package dev.punctual.examples.configuration;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;

/**
 * Stands in for the pool of processes until its module arrives: type {@code processpool} with
 * {@code max-workers}. It runs jobs in as many threads of this process.
 */
public final class ProcessPoolStandIn implements JobExecutorProvider {

  private static final int WORKERS = 10;
  private static final int MOST_WORKERS = 1_000;

  /** A pool of so many workers. */
  public static JobExecutor ofSize(int workers) {
    return ThreadPoolExecutor.ofSize(workers);
  }

  @Override
  public String name() {
    return "processpool";
  }

  @Override
  public JobExecutor create(ConfigReader config) {
    int workers = config.number("max-workers", WORKERS, 1, MOST_WORKERS);
    config.end();
    return ofSize(workers);
  }
}
