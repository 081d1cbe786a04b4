package dev.punctual.scheduler.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When there will be work.
 *
 * @param storeNow the store's time of the answer
 * @param due when the earliest work is due, possibly in the past; null when there is none
 */
public record NextDue(Instant storeNow, @Nullable Instant due) {}
