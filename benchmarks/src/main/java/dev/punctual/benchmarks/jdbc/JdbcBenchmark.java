package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Figures;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all contenders in turn on one database, each node in a JVM of its own, and prints a JSON
 * line for each measurement, a table of medians for each workload, and the budgets.
 *
 * <p>Options: {@code database=postgres} (one is started; or {@code mariadb}, {@code h2}, or a url),
 * {@code workloads=add,drain,drain-2,drain-4,sleep,sleep-2,lateness,across,idle,claim}, {@code
 * contenders=floor,dbs-lock,dbs-fetch,quartz,jobrunr,punctual}, {@code rounds=3}, {@code
 * jobs=20000}, {@code threads=20}, {@code seconds=4}. Anything that begins with a dash is passed to
 * the nodes' JVMs. On another database than PostgreSQL there are the floor and Punctual, which add
 * and drain unless something else is asked for.
 */
public final class JdbcBenchmark {

  private final List<String> jvmFlags = new ArrayList<>(List.of("-Xms512m", "-Xmx512m"));
  private String database = "postgres";
  private List<Workload> workloads = List.of();
  private List<Kind> kinds = List.of();
  private int rounds = 3;
  private int jobs = 20_000;
  private int threads = 20;
  private int seconds = 4;

  private JdbcBenchmark(String[] options) {
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
      case "database=" -> database = value;
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
  public static void main(String[] options) throws IOException, SQLException, InterruptedException {
    new JdbcBenchmark(options).run();
  }

  private void run() throws IOException, SQLException, InterruptedException {
    Medians medians = new Medians();
    try (Server server = Server.open(database)) {
      choose(server instanceof PostgresServer);
      Conditions conditions = new Conditions(server, jobs, threads, seconds, jvmFlags);
      print("disk", server.describe(), DiskSync.measure());
      for (Workload workload : workloads) {
        for (int round = 0; round < rounds; round++) {
          for (Kind kind : order(workload, round)) {
            Map<String, Double> figures = workload.measure(conditions, kind);
            print(workload.toString(), kind.toString(), figures);
            medians.add(workload, kind, figures);
          }
        }
        System.out.println(medians.table(workload));
      }
      System.out.println(Budgets.table(medians, server instanceof PostgresServer));
    }
    System.exit(0); // the rivals' threads are not all daemons
  }

  private void choose(boolean postgres) {
    workloads = workloads.isEmpty() ? Workload.of(postgres) : workloads;
    kinds = kinds.isEmpty() ? Kind.of(postgres) : kinds;
    for (Kind kind : kinds) {
      if (!Kind.of(postgres).contains(kind)) {
        throw new IllegalArgumentException(
            "contender '" + kind + "' is set up for PostgreSQL only; use " + Kind.of(postgres));
      }
    }
  }

  private List<Kind> order(Workload workload, int round) {
    List<Kind> order = new ArrayList<>(kinds);
    if (workload == Workload.CLAIM) {
      order.retainAll(List.of(Kind.PUNCTUAL));
    }
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  private static void print(String workload, String contender, Map<String, Double> figures) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("workload", workload);
    labels.put("contender", contender);
    System.out.println(Figures.line(labels, figures));
  }
}
