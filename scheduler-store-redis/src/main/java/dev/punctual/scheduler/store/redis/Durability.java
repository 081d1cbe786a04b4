package dev.punctual.scheduler.store.redis;

/** When a write counts as done. */
public enum Durability {
  /**
   * When the server has it. What the server had not yet saved or replicated when it fails is lost.
   */
  SERVER,
  /**
   * When the server and a replica have it. A call that no replica confirms within 100 ms fails, and
   * is repeated. A failover to another replica may still lose it.
   */
  REPLICATED
}
