package dev.punctual.scheduler.store;

/**
 * One lease on one execution.
 *
 * @param token the execution's token when the lease was given
 */
public record LeaseRef(ExecutionId id, long token) {}
