package dev.punctual.scheduler;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.spi.ConfiguredParts;
import dev.punctual.scheduler.store.JobStore;
import java.util.Map;

/**
 * What a scheduler is made of, ready to use.
 *
 * @param stores by name, in the order in which jobs are looked for
 * @param executors by name
 * @param opened those of them that were made for this scheduler
 */
record SchedulerParts(
    Map<String, JobStore> stores,
    Map<String, JobExecutor> executors,
    SchedulerDefaults defaults,
    ConfiguredParts opened) {}
