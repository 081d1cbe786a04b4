package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import java.util.Map;

/**
 * What all lanes of one engine share.
 *
 * @param executors by name; safe for concurrent reading and changing
 */
public record EngineParts(
    TimeSource time,
    EventBus events,
    TaskRegistry tasks,
    RateLimits rates,
    Map<String, JobExecutor> executors,
    EngineSettings settings) {}
