package dev.punctual.scheduler.store;

/**
 * How much a node can take from one queue now.
 *
 * @param room at most this many, 1 or more
 */
public record QueueRoom(String queue, int room) {}
