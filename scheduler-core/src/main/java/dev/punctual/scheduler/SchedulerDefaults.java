package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.time.ZoneId;

/**
 * What a scheduler adds to jobs and triggers that do not say.
 *
 * @param policy the policy of jobs
 * @param zone the zone of triggers
 * @param dst what clock changes do to triggers
 */
record SchedulerDefaults(JobPolicy policy, ZoneId zone, DstPolicy dst) {}
