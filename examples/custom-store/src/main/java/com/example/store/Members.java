package com.example.store;

import dev.punctual.scheduler.store.Node;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The announced nodes, each until it has been silent for too long. */
final class Members {

  private final Map<String, Member> byOwner = new TreeMap<>();

  void announce(Node node, Instant until) {
    byOwner.put(node.owner(), new Member(node, until));
  }

  void forget(String owner) {
    byOwner.remove(owner);
  }

  int count(Instant now) {
    return (int) byOwner.values().stream().filter(member -> member.until().isAfter(now)).count();
  }

  void forgetSilent(Instant now) {
    byOwner.values().removeIf(member -> !member.until().isAfter(now));
  }

  /** Whether a live node has code for {@code task}. */
  boolean know(String task, Instant now) {
    return byOwner.values().stream()
        .anyMatch(member -> member.until().isAfter(now) && member.node().tasks().contains(task));
  }

  private record Member(Node node, Instant until) {}
}
