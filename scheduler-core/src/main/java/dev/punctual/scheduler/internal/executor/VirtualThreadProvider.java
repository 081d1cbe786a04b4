package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.executor.VirtualThreadExecutor;

/** Type {@code virtual}: {@code max-workers}, without which there is no limit. */
public final class VirtualThreadProvider implements JobExecutorProvider {

  @Override
  public String name() {
    return "virtual";
  }

  @Override
  public JobExecutor create(ConfigReader config) {
    int limit = config.number("max-workers", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    config.end();
    return VirtualThreadExecutor.ofLimit(limit);
  }
}
