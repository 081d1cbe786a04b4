package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Figures;
import dev.punctual.benchmarks.Medians;
import dev.punctual.benchmarks.Options;
import dev.punctual.benchmarks.Turns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all contenders in turn on one Redis server, each node in a JVM of its own, and prints a
 * JSON line for each measurement, a table of medians for each workload, and the budgets.
 *
 * <p>Options: {@code server=jar} (or an executable in the path), {@code
 * workloads=add,drain,drain-2,drain-4,lateness,across}, {@code contenders=raw,redisson,punctual},
 * {@code rounds=5}, {@code jobs=30000}, {@code threads=20}, {@code seconds=4}. Anything that begins
 * with a dash is passed to the nodes' JVMs.
 */
public final class RedisBenchmark {

  private final Options options;
  private final int rounds;
  private final Medians<Workload, Kind> medians = new Medians<>(Kind::title);

  private RedisBenchmark(Options options) {
    this.options = options;
    this.rounds = options.number("rounds", 5);
  }

  /** Measures and prints. */
  public static void main(String[] options) throws Exception {
    new RedisBenchmark(new Options(options)).run();
    System.exit(0); // threads of the server's watchers are not all daemons
  }

  private void run() throws Exception {
    List<Workload> workloads =
        options.list("workloads", Workload::named, List.of(Workload.values()));
    List<Kind> kinds = options.list("contenders", Kind::named, List.of(Kind.values()));
    try (BenchServer server = BenchServer.start(options.text("server", "jar"))) {
      RedisArena first = arena(Kind.PUNCTUAL, server);
      options.refuseOthers();
      System.out.println("# " + server.describe() + ", Java " + Runtime.version());
      for (Workload workload : workloads) {
        Turns.take(rounds, kinds, kind -> measure(workload, first.of(kind)));
        System.out.println(medians.table(workload));
      }
      System.out.println(Budgets.table(medians));
    }
  }

  private RedisArena arena(Kind kind, BenchServer server) {
    return new RedisArena(
        kind,
        server,
        options.number("jobs", 30_000),
        options.number("threads", 20),
        options.number("seconds", 4),
        options.jvmFlags("-Xms384m", "-Xmx384m"));
  }

  private void measure(Workload workload, RedisArena arena) throws Exception {
    Map<String, Double> figures = workload.measure(arena);
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("workload", workload.toString());
    labels.put("contender", arena.kind().toString());
    System.out.println(Figures.line(labels, figures));
    medians.add(workload, arena.kind(), figures);
  }
}
