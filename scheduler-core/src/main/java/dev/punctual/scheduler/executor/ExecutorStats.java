package dev.punctual.scheduler.executor;

import java.time.Duration;

/**
 * What an executor did since its start.
 *
 * @param active runs that are running now
 * @param queued runs that wait for a thread now
 * @param completed runs that ended
 * @param refused runs that were not accepted
 * @param queueTime sum of the times that runs waited for a thread
 * @param longestQueueTime the longest of them
 */
public record ExecutorStats(
    int active,
    int queued,
    long completed,
    long refused,
    Duration queueTime,
    Duration longestQueueTime) {}
