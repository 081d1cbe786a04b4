package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.Membership.Tick;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

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
  }
}
