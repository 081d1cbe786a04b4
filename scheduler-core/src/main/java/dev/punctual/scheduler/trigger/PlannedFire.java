package dev.punctual.scheduler.trigger;

import java.time.Instant;

/**
 * A fire to come.
 *
 * @param time the nominal instant, without jitter
 * @param adjustment what a clock change did to it
 */
public record PlannedFire(Instant time, Adjustment adjustment) {}
