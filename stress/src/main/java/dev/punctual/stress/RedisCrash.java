package dev.punctual.stress;

import dev.punctual.stress.Evidence.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A Redis server is killed, again and again, while jobs are added and two nodes run them. What may
 * be lost depends on how the server writes its append-only file.
 */
final class RedisCrash {

  private static final int NODES = 2;
  private static final int JOBS_A_SECOND = 400;
  private static final long BETWEEN_KILLS_NANOS = 4_000_000_000L;
  private static final long LOOK_NANOS = 50_000_000;
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  /** What a server that syncs every second may lose when its machine fails. */
  private static final long EVERYSEC_MILLIS = 2_000;

  private final Settings settings;

  RedisCrash(Settings settings) {
    this.settings = settings;
  }

  Verdict run() throws IOException, InterruptedException {
    try (RedisProcess server = RedisProcess.start(settings.aof());
        Cluster cluster = Cluster.open(settings.at(server.url()), "crash")) {
      AtomicInteger told = new AtomicInteger();
      cluster.onLoss(event -> told.incrementAndGet());
      List<NodeProcess> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(cluster.startNode());
      }
      for (NodeProcess node : nodes) {
        node.awaitReady().go();
      }
      Adder adder = new Adder(cluster);
      adder.start();
      List<Long> deaths = new ArrayList<>();
      for (int i = 0; i < settings.kills(); i++) {
        LockSupport.parkNanos(BETWEEN_KILLS_NANOS);
        deaths.add(server.kill());
        server.startAgain();
        adder.awaitNext();
      }
      LockSupport.parkNanos(BETWEEN_KILLS_NANOS);
      Map<String, Long> added = adder.end();
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!cluster.isDone() && System.nanoTime() < end) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      boolean done = cluster.isDone();
      List<Line> evidence = cluster.evidence();
      Verdict verdict = judge(added, deaths, evidence);
      verdict.count("told", told.get());
      verdict.require(done, "all that is stored has ended");
      verdict.require(
          told.get() == deaths.size()
              && nodes.stream().allMatch(node -> node.losses() == deaths.size()),
          "every loss that is possible is announced once by each process");
      long last = deaths.get(deaths.size() - 1);
      Set<String> alive = new HashSet<>();
      evidence.stream()
          .filter(line -> line.ended() && line.millis() > last)
          .forEach(line -> alive.add(line.node()));
      verdict.require(alive.size() == NODES, "every node goes on after the last death");
      boolean inOrder = true;
      for (NodeProcess node : nodes) {
        inOrder &= node.stop();
      }
      verdict.require(inOrder, "nodes end in order");
      return verdict;
    }
  }

  private Verdict judge(Map<String, Long> added, List<Long> deaths, List<Line> evidence) {
    boolean keepsNothing = settings.aof().equals("none");
    Set<String> ran = new HashSet<>();
    Map<String, List<Line>> byExecution = new HashMap<>();
    for (Line line : evidence) {
      byExecution.computeIfAbsent(line.execution(), ignored -> new ArrayList<>()).add(line);
      if (line.ended()) {
        ran.add(line.job());
      }
    }
    long lost = 0;
    long old = 0;
    for (Map.Entry<String, Long> each : added.entrySet()) {
      if (!ran.contains(each.getKey())) {
        lost++;
        long when = each.getValue();
        boolean fresh =
            keepsNothing
                ? deaths.stream().anyMatch(death -> when <= death)
                : isShortlyBefore(when, deaths);
        old += fresh ? 0 : 1;
      }
    }
    long repeated = 0;
    long excused = 0;
    for (List<Line> run : byExecution.values()) {
      run.sort(Comparator.comparingLong(Line::millis));
      for (int i = 1; i < run.size(); i++) {
        boolean again = !run.get(i).ended();
        repeated += again ? 1 : 0;
        Line before = run.get(i - 1);
        excused += again && before.ended() && isShortlyBefore(before.millis(), deaths) ? 1 : 0;
      }
    }
    Verdict verdict = new Verdict("crash-" + settings.aof());
    verdict.count("kills", deaths.size());
    verdict.count("acknowledged", added.size());
    verdict.count("lost", lost);
    verdict.count("repeated", repeated);
    if (settings.aof().equals("always")) {
      verdict.require(lost == 0, "no acknowledged job is lost");
      verdict.require(repeated == 0, "no run is repeated while no node dies");
    }
    verdict.require(
        old == 0,
        keepsNothing
            ? "what is lost was added before a death"
            : "what is lost was added in the last 2 s before a death");
    verdict.require(
        repeated == excused, "repeated is only what had ended in the last 2 s before a death");
    return verdict;
  }

  private static boolean isShortlyBefore(long millis, List<Long> deaths) {
    return deaths.stream().anyMatch(death -> millis <= death && millis > death - EVERYSEC_MILLIS);
  }

  /** Adds jobs at a steady pace and remembers when each was acknowledged. */
  private static final class Adder extends Thread {

    private final Cluster cluster;
    private final Map<String, Long> added = new LinkedHashMap<>();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final AtomicInteger acknowledged = new AtomicInteger();

    Adder(Cluster cluster) {
      super("adder");
      this.cluster = cluster;
    }

    @Override
    public void run() {
      long begin = System.nanoTime();
      for (long i = 0; !ends.get(); i++) {
        String id = "job-" + i;
        try {
          cluster.addJob(id);
          added.put(id, System.currentTimeMillis());
          acknowledged.incrementAndGet();
        } catch (RuntimeException away) {
          // nobody said that it was stored
        }
        LockSupport.parkNanos(begin + i * 1_000_000_000L / JOBS_A_SECOND - System.nanoTime());
      }
    }

    /** Waits until the server takes jobs again. */
    void awaitNext() {
      int before = acknowledged.get();
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (acknowledged.get() == before) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("no job can be added after the server is back");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }

    Map<String, Long> end() throws InterruptedException {
      ends.set(true);
      join();
      return added;
    }
  }
}
