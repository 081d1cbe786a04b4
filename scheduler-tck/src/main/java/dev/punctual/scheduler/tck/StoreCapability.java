package dev.punctual.scheduler.tck;

/**
 * What a store or its test set-up can do beyond the contract. A clause that needs a capability
 * which is not declared is skipped, and its report names the capability.
 */
public enum StoreCapability {
  /** What is stored outlives the store object: {@link StoreUnderTest#another()} finds it. */
  DURABLE,
  /** Several store objects share one content: {@link StoreUnderTest#another()} sees it at once. */
  SHARED,
  /** {@link StoreUnderTest#moveClock} moves the store's clock. */
  MOVABLE_CLOCK,
  /** The store's clock stands still between moves, so that instants can be compared exactly. */
  STILL_CLOCK,
  /**
   * What brings work sooner or leaves leases unwanted is told to the store object's subscribers.
   */
  HINTS,
  /** Such a change is also told to the subscribers of other store objects over the same content. */
  REMOTE_HINTS,
  /** The store keeps objects of this process: payloads that were not encoded. */
  LIVE_OBJECTS
}
