package dev.punctual.stress;

import dev.punctual.stress.Check.Death;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What is done to clusters. */
final class Scenarios {

  private static final int NODES_TO_KILL = 3;
  private static final long LOOK_NANOS = 5_000_000;
  private static final long DONE_LOOK_NANOS = 250_000_000;
  private static final long PATIENCE_NANOS = 240_000_000_000L;

  /** A lease of 30 s, the period of looking for those that ran out with its spread, and a poll. */
  private static final long RESTART_MILLIS = 30_000 + 12_500 + 5_000;

  /** Outcomes that are gathered, a batch that is being stored, runs that wait for a thread. */
  private static final int HELD_BESIDE_RUNS = 64 + 100 + 300;

  private final Settings settings;

  Scenarios(Settings settings) {
    this.settings = settings;
  }

  /** Several nodes run many due jobs. None may be lost or run twice. */
  Verdict drain(int nodes) throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.open(settings, "drain")) {
      List<NodeProcess> running = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        running.add(cluster.startNode());
      }
      for (NodeProcess node : running) {
        node.awaitReady();
      }
      cluster.addJobs(settings.jobs(), Instant.now());
      for (NodeProcess node : running) {
        node.go();
      }
      awaitDone(cluster);
      Check check = Check.of(settings.jobs(), cluster.evidence(), Map.of());
      Verdict verdict = verdict("drain", nodes, check, cluster);
      verdict.require(check.repeated() == 0, "no run is repeated while no node dies");
      verdict.require(check.perNode().size() == nodes, "every node takes part");
      verdict.require(stop(running), "nodes end in order");
      return verdict;
    }
  }

  /** Nodes are killed while they run jobs, and others take their place. */
  Verdict kill() throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.open(settings, "kill")) {
      ArrayDeque<NodeProcess> running = new ArrayDeque<>();
      for (int i = 0; i < NODES_TO_KILL; i++) {
        running.add(cluster.startNode());
      }
      for (NodeProcess node : running) {
        node.awaitReady().go();
      }
      Thread adder = new Thread(() -> add(cluster), "adder");
      adder.start();
      Map<String, Death> deaths = new HashMap<>();
      for (int kill = 1; kill <= settings.kills(); kill++) {
        awaitEnded(cluster, settings.jobs() * kill / (settings.kills() + 2));
        NodeProcess victim = running.remove();
        long died = victim.kill();
        deaths.put(victim.name(), new Death(died, cluster.heldBy(victim)));
        NodeProcess another = cluster.startNode();
        another.go();
        running.add(another);
      }
      adder.join();
      awaitDone(cluster);
      Check check = Check.of(settings.jobs(), cluster.evidence(), deaths);
      Verdict verdict = verdict("kill", NODES_TO_KILL, check, cluster);
      int most = settings.threads() + HELD_BESIDE_RUNS;
      int held = deaths.values().stream().mapToInt(death -> death.held().size()).max().orElse(0);
      verdict.count("kills", deaths.size());
      verdict.count("most_held", held);
      verdict.count("longest_wait_ms", check.longestWaitMillis());
      verdict.require(deaths.size() == settings.kills(), "every kill happens during the drain");
      verdict.require(
          check.repeated() == check.inFlight(), "only what a dead node had is repeated");
      verdict.require(held <= most, "no node had more than " + most + " runs when it died");
      verdict.require(
          check.longestWaitMillis() <= RESTART_MILLIS,
          "what a dead node had is begun again within " + RESTART_MILLIS + " ms");
      verdict.require(stop(running), "nodes end in order");
      return verdict;
    }
  }

  private void add(Cluster cluster) {
    try {
      cluster.addJobs(settings.jobs(), Instant.now());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Verdict verdict(String scenario, int nodes, Check check, Cluster cluster) {
    Verdict verdict = new Verdict(scenario);
    verdict.count("nodes", nodes);
    verdict.count("jobs", settings.jobs());
    verdict.count("lost", check.lost());
    verdict.count("repeated", check.repeated());
    verdict.count("in_flight", check.inFlight());
    verdict.count("took_ms", check.tookMillis());
    int succeeded = cluster.succeeded();
    verdict.count("succeeded", succeeded);
    verdict.require(check.lost() == 0, "no job is lost");
    verdict.require(succeeded == settings.jobs(), "the history knows every job as succeeded");
    return verdict;
  }

  private static boolean stop(Iterable<NodeProcess> nodes)
      throws IOException, InterruptedException {
    boolean all = true;
    for (NodeProcess node : nodes) {
      all &= node.stop();
    }
    return all;
  }

  private static void awaitEnded(Cluster cluster, int runs) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (cluster.ended() < runs) {
      requireTime(end, cluster.ended() + " of " + runs + " runs have ended");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static void awaitDone(Cluster cluster) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!cluster.isDone()) {
      requireTime(end, "the store still has jobs");
      LockSupport.parkNanos(DONE_LOOK_NANOS);
    }
  }

  private static void requireTime(long end, String state) {
    if (System.nanoTime() > end) {
      throw new IllegalStateException("nothing moves any more: " + state);
    }
  }
}
