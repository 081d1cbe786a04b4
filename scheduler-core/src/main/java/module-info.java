/**
 * Punctual's core: triggers, jobs, the in-memory store, executors and the schedulers that conduct
 * them.
 *
 * @uses dev.punctual.scheduler.codec.PayloadCodec to keep payloads as bytes where none is named
 * @uses dev.punctual.scheduler.store.JobStoreProvider to find job stores by type
 * @uses dev.punctual.scheduler.executor.JobExecutorProvider to find job executors by type
 * @provides dev.punctual.scheduler.executor.JobExecutorProvider types {@code direct}, {@code
 *     threadpool} and {@code virtual}
 */
@SuppressWarnings("module") // the modules for tests are built after this one
module dev.punctual.scheduler {
  requires com.google.common;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler;
  exports dev.punctual.scheduler.codec;
  exports dev.punctual.scheduler.config;
  exports dev.punctual.scheduler.event;
  exports dev.punctual.scheduler.executor;
  exports dev.punctual.scheduler.store;
  exports dev.punctual.scheduler.trigger;
  exports dev.punctual.scheduler.internal.time to
      dev.punctual.scheduler.testkit,
      dev.punctual.scheduler.tck;

  uses dev.punctual.scheduler.codec.PayloadCodec;
  uses dev.punctual.scheduler.executor.JobExecutorProvider;
  uses dev.punctual.scheduler.store.JobStoreProvider;

  provides dev.punctual.scheduler.executor.JobExecutorProvider with
      dev.punctual.scheduler.internal.executor.DirectProvider,
      dev.punctual.scheduler.internal.executor.ThreadPoolProvider,
      dev.punctual.scheduler.internal.executor.VirtualThreadProvider;
  provides dev.punctual.scheduler.store.JobStoreProvider with
      dev.punctual.scheduler.internal.memory.MemoryJobStoreProvider;
}
