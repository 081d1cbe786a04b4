package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import java.util.Map;

/**
 * What all lanes of one engine share.
 *
 * @param owner a fresh name of this engine, by which stores know its leases
 * @param executors by name; safe for concurrent reading and changing
 */
public record EngineParts(
    String owner,
    TimeSource time,
    EventBus events,
    TaskRegistry tasks,
    RateLimits rates,
    Map<String, JobExecutor> executors,
    EngineSettings settings) {}
