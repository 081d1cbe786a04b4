package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.JobExecutor;

class DirectExecutorContractTests extends JobExecutorContract {

  @Override
  protected JobExecutor create() {
    return DirectExecutor.create();
  }

  @Override
  protected boolean runsInCaller() {
    return true;
  }
}
