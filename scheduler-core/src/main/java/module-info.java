/**
 * Punctual's core: triggers, jobs, the in-memory store, executors and the schedulers that conduct
 * them.
 *
 * @uses dev.punctual.scheduler.store.JobStoreProvider to find job stores by type
 * @uses dev.punctual.scheduler.executor.JobExecutorProvider to find job executors by type
 * @uses dev.punctual.scheduler.trigger.TriggerProvider to read custom triggers by kind
 */
module dev.punctual.scheduler {
  requires com.google.common;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.codec;
  exports dev.punctual.scheduler.config;
  exports dev.punctual.scheduler.executor;
  exports dev.punctual.scheduler.store;
  exports dev.punctual.scheduler.trigger;

  uses dev.punctual.scheduler.executor.JobExecutorProvider;
  uses dev.punctual.scheduler.store.JobStoreProvider;
  uses dev.punctual.scheduler.trigger.TriggerProvider;
}
