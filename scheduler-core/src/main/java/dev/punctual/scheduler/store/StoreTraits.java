package dev.punctual.scheduler.store;

import java.time.Duration;

/**
 * What the engine must know about a store's nature.
 *
 * @param durable jobs outlive the process: payloads must be encoded and tasks registered
 * @param shared other processes may use the same jobs: claims are kept to what can start at once
 * @param poll longest time between two looks when hints stay away; zero when hints are never lost
 * @param completionLinger how long ended runs may be gathered into one write; zero writes at once
 * @param lookAhead how early due work may be claimed, zero to two seconds; it is started at its
 *     time
 */
public record StoreTraits(
    boolean durable, boolean shared, Duration poll, Duration completionLinger, Duration lookAhead) {

  /** The traits of a store that lives and dies with this process. */
  public static final StoreTraits IN_PROCESS =
      new StoreTraits(false, false, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
