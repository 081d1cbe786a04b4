package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;

class ThreadPoolExecutorContractTests extends JobExecutorContract {

  @Override
  protected JobExecutor create() {
    return ThreadPoolExecutor.ofSize(4).withQueueCapacity(20);
  }
}
