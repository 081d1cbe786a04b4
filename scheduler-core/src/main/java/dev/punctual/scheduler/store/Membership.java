package dev.punctual.scheduler.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store's role of knowing which nodes share it. */
public interface Membership {

  /**
   * Announces {@code node} for {@code ttl} and tells it, in one call, all that an idle node must
   * know. A node that was announced before may be left at that while more than half of {@code ttl}
   * is left of it. PARKED executions whose task the node announces are released, except those that
   * the node parked itself.
   */
  Tick tick(Node node, Duration ttl);

  /** Forgets a node that stops. Its leases stay until they run out or are released. */
  void leave(String owner);

  /**
   * The state of the store as one node sees it.
   *
   * @param liveNodes how many nodes are announced, this one included
   * @param nextDue when the earliest work that this node can do is due, as {@link
   *     FireQueue#nextDue} tells; null when there is none
   * @param expiredLeases whether there are leases to reap
   * @param cancelled executions leased to this node that a user asked to stop
   * @param unknownTasks tasks of due work that no live node has code for; as of this tick or of one
   *     of the twenty before, by whichever node
   */
  record Tick(
      Instant storeNow,
      int liveNodes,
      @Nullable Instant nextDue,
      boolean expiredLeases,
      List<ExecutionId> cancelled,
      Set<String> unknownTasks) {}
}
