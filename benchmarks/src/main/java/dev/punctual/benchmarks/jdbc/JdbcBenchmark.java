package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Figures;
import dev.punctual.benchmarks.Medians;
import dev.punctual.benchmarks.Options;
import dev.punctual.benchmarks.Turns;
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

  private final Options options;
  private final String database;
  private final int rounds;
  private final Medians<Workload, Kind> medians = new Medians<>(Kind::title);

  private JdbcBenchmark(Options options) {
    this.options = options;
    this.database = options.text("database", "postgres");
    this.rounds = options.number("rounds", 3);
  }

  /** Measures and prints. */
  public static void main(String[] options) throws Exception {
    new JdbcBenchmark(new Options(options)).run();
    System.exit(0); // the rivals' threads are not all daemons
  }

  private void run() throws Exception {
    try (Server server = Server.open(database)) {
      boolean postgres = server instanceof PostgresServer;
      List<Workload> workloads = options.list("workloads", Workload::named, Workload.of(postgres));
      List<Kind> kinds = options.list("contenders", Kind::named, Kind.of(postgres));
      if (!Kind.of(postgres).containsAll(kinds)) {
        throw new IllegalArgumentException("on this database contenders are " + Kind.of(postgres));
      }
      DatabaseArena first = arena(Kind.PUNCTUAL, server);
      options.refuseOthers();
      print("disk", server.describe(), DiskSync.measure());
      for (Workload workload : workloads) {
        List<Kind> able = workload == Workload.CLAIM ? List.of(Kind.PUNCTUAL) : kinds;
        Turns.take(rounds, able, kind -> measure(workload, first.of(kind)));
        System.out.println(medians.table(workload));
      }
      System.out.println(Budgets.table(medians, postgres));
    }
  }

  private DatabaseArena arena(Kind kind, Server server) {
    return new DatabaseArena(
        kind,
        server,
        options.number("jobs", 20_000),
        options.number("threads", 20),
        options.number("seconds", 4),
        options.jvmFlags("-Xms512m", "-Xmx512m"));
  }

  private void measure(Workload workload, DatabaseArena arena) throws Exception {
    Map<String, Double> figures = workload.measure(arena);
    print(workload.toString(), arena.kind().toString(), figures);
    medians.add(workload, arena.kind(), figures);
  }

  private static void print(String workload, String contender, Map<String, Double> figures) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("workload", workload);
    labels.put("contender", contender);
    System.out.println(Figures.line(labels, figures));
  }
}
