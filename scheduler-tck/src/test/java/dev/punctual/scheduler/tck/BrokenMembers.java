package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.Membership.Tick;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Memberships that do one thing wrong, by the name of what they do. */
final class BrokenMembers {

  private BrokenMembers() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.members(
        "leaves a node at what it announced while any time is left",
        over ->
            over.new Members() {
              private final Map<String, Instant> ends = new HashMap<>();

              @Override
              public Tick tick(Node node, Duration ttl) {
                Instant now = over.real.now();
                Instant end =
                    ends.compute(
                        node.owner(),
                        (owner, old) -> old != null && now.isBefore(old) ? old : now.plus(ttl));
                return super.tick(node, Duration.between(now, end));
              }

              @Override
              public void leave(String owner) {
                ends.remove(owner);
                super.leave(owner);
              }
            });

    BrokenStores.members(
        "counts every node that it ever saw",
        over ->
            over.new Members() {
              private final Set<String> seen = new HashSet<>();

              @Override
              public Tick tick(Node node, Duration ttl) {
                seen.add(node.owner());
                Tick tick = super.tick(node, ttl);
                return new Tick(
                    tick.storeNow(),
                    seen.size(),
                    tick.nextDue(),
                    tick.expiredLeases(),
                    tick.cancelled(),
                    tick.unknownTasks());
              }
            });
    BrokenStores.members(
        "tells no node of leases that ran out or tasks that nobody knows",
        over ->
            over.new Members() {
              @Override
              public Tick tick(Node node, Duration ttl) {
                Tick tick = super.tick(node, ttl);
                return new Tick(
                    tick.storeNow(),
                    tick.liveNodes(),
                    tick.nextDue(),
                    false,
                    tick.cancelled(),
                    Set.of());
              }
            });
    BrokenStores.members(
        "lets go nothing that is parked",
        over ->
            over.new Members() {
              @Override
              public Tick tick(Node node, Duration ttl) {
                Tick tick = super.tick(new Node(node.owner(), Set.of()), ttl);
                return new Tick(
                    tick.storeNow(),
                    tick.liveNodes(),
                    over.real.queue().nextDue(node).due(),
                    tick.expiredLeases(),
                    tick.cancelled(),
                    tick.unknownTasks());
              }
            });
    BrokenStores.members(
        "gives a node what it has parked itself",
        over ->
            over.new Members() {
              private final AtomicInteger others = new AtomicInteger();

              @Override
              public Tick tick(Node node, Duration ttl) {
                String other = "other-" + others.incrementAndGet();
                super.tick(new Node(other, node.tasks(), node.queues(), node.limits()), ttl);
                super.leave(other);
                return super.tick(node, ttl);
              }
            });
  }
}
