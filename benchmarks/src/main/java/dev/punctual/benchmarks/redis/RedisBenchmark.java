package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Options;
import dev.punctual.benchmarks.Report;
import dev.punctual.benchmarks.Sizes;
import java.util.List;

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
  private final Report<Workload, Kind> report;

  private RedisBenchmark(Options options) {
    this.options = options;
    this.report = new Report<>(options.number("rounds", 5), Kind::title);
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
      Sizes sizes = Sizes.of(options, 30_000, 384);
      options.refuseOthers();
      System.out.println("# " + server.describe() + ", Java " + Runtime.version());
      for (Workload workload : workloads) {
        report.measure(
            workload, kinds, kind -> workload.measure(new RedisArena(kind, server, sizes)));
      }
      System.out.println(Budgets.table(report.medians()));
    }
  }
}
