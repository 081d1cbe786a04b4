package dev.punctual.scheduler.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one leased execution ended.
 *
 * @param started when user code was called, by the node's clock in whole milliseconds; null when it
 *     was not
 * @param finished when it ended, by the node's clock in whole milliseconds
 */
public record Completion(
    LeaseRef lease, Outcome outcome, @Nullable Instant started, Instant finished) {}
