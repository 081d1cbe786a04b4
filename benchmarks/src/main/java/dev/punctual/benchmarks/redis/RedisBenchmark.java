package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  private final List<String> jvmFlags = new ArrayList<>(List.of("-Xms384m", "-Xmx384m"));
  private String server = "jar";
  private List<Workload> workloads = List.of(Workload.values());
  private List<Kind> kinds = List.of(Kind.values());
  private int rounds = 5;
  private int jobs = 30_000;
  private int threads = 20;
  private int seconds = 4;

  private RedisBenchmark(String[] options) {
    for (String option : options) {
      if (option.startsWith("-")) {
        jvmFlags.add(option);
      } else {
        set(option.substring(0, option.indexOf('=') + 1), option);
      }
    }
  }

  private void set(String name, String option) {
    String value = option.substring(name.length());
    switch (name) {
      case "server=" -> server = value;
      case "rounds=" -> rounds = Integer.parseInt(value);
      case "jobs=" -> jobs = Integer.parseInt(value);
      case "threads=" -> threads = Integer.parseInt(value);
      case "seconds=" -> seconds = Integer.parseInt(value);
      case "workloads=" ->
          workloads = Arrays.stream(value.split(",")).map(Workload::named).toList();
      case "contenders=" -> kinds = Arrays.stream(value.split(",")).map(Kind::named).toList();
      default -> throw new IllegalArgumentException("unknown option '" + option + "'");
    }
  }

  /** Measures and prints. */
  public static void main(String[] options) throws IOException {
    new RedisBenchmark(options).run();
  }

  private void run() throws IOException {
    Medians medians = new Medians();
    try (BenchServer bench = BenchServer.start(server)) {
      System.out.println("# " + bench.describe() + ", Java " + Runtime.version());
      Conditions conditions = new Conditions(bench, jobs, threads, seconds, jvmFlags);
      for (Workload workload : workloads) {
        for (int round = 0; round < rounds; round++) {
          for (Kind kind : order(round)) {
            Map<String, Double> figures = workload.measure(conditions, kind);
            print(workload, kind, figures);
            medians.add(workload, kind, figures);
          }
        }
        System.out.println(medians.table(workload));
      }
      System.out.println(medians.budgets());
    }
    System.exit(0); // threads of the server's watchers are not all daemons
  }

  private List<Kind> order(int round) {
    List<Kind> order = new ArrayList<>(kinds);
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  private static void print(Workload workload, Kind kind, Map<String, Double> figures) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("workload", workload.toString());
    labels.put("contender", kind.toString());
    System.out.println(Figures.line(labels, figures));
  }
}
