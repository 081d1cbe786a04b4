package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.store.Node;
import java.util.HashMap;
import java.util.Map;

/** The nodes that announced themselves and did not leave. Guarded by the store's lock. */
final class Members {

  private final Map<String, Member> byOwner = new HashMap<>();

  void announce(Node node, long until) {
    byOwner.put(node.owner(), new Member(node, until));
  }

  void forget(String owner) {
    byOwner.remove(owner);
  }

  /** How many nodes are live. */
  int count(long now) {
    byOwner.values().removeIf(member -> member.until <= now);
    return byOwner.size();
  }

  /** Whether a live node has code for {@code task}. */
  boolean know(String task, long now) {
    for (Member member : byOwner.values()) {
      if (member.until > now && member.node.tasks().contains(task)) {
        return true;
      }
    }
    return false;
  }

  private record Member(Node node, long until) {}
}
