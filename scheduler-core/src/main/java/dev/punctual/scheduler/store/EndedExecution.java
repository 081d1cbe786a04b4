package dev.punctual.scheduler.store;

import dev.punctual.scheduler.codec.Payload;
import java.time.Instant;
import java.util.Set;
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
 * @param error what it threw, or why it is LOST or what it returned was not kept; null if there is
 *     nothing to say
 * @param payload what it was given, kept for failures (DEAD and LOST) only
 * @param policy how it was treated, kept for failures only, so that it can be run again
 * @param result what it returned
 * @param tags those of its job when it fired
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
    @Nullable JobPolicy policy,
    Payload result,
    Set<String> tags) {}
