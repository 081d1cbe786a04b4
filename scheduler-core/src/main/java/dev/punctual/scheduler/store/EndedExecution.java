package dev.punctual.scheduler.store;

import dev.punctual.scheduler.codec.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of history.
 *
 * @param state how it ended; terminal
 * @param attempt which try it was
 * @param node where it ran; null when it did not
 * @param fireTime the nominal fire time
 * @param started when user code was called; null when it was not
 * @param finished when it ended
 * @param error what it threw; null unless DEAD
 * @param payload what it was given, kept for failures only
 * @param result what it returned
 */
public record EndedExecution(
    ExecutionId id,
    String task,
    ExecutionState state,
    int attempt,
    @Nullable String node,
    Instant fireTime,
    @Nullable Instant started,
    Instant finished,
    @Nullable String error,
    Payload payload,
    Payload result) {}
