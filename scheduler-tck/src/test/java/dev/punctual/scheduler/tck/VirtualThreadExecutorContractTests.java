package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.VirtualThreadExecutor;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need Java 21")
class VirtualThreadExecutorContractTests extends JobExecutorContract {

  @Override
  protected JobExecutor create() {
    return VirtualThreadExecutor.ofLimit(8);
  }
}
