package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.JobExecutorProvider;

/** Type {@code direct}, without options. */
public final class DirectProvider implements JobExecutorProvider {

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public JobExecutor create(ConfigReader config) {
    config.end();
    return DirectExecutor.create();
  }
}
