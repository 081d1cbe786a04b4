package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Options;
import dev.punctual.benchmarks.Report;
import dev.punctual.benchmarks.Sizes;
import java.util.List;

/**
 * Measures all contenders in turn on one database, each node in a JVM of its own, and prints a JSON
 * line for each measurement, a table of medians for each workload, and the budgets.
 *
 * <p>Options: {@code database=postgres} (one is started; or {@code mariadb}, {@code h2}, or a url),
 * {@code workloads=add,drain,drain-2,drain-4,scale,sleep,sleep-2,lateness,across,idle,claim},
 * {@code contenders=floor,raw,dbs-lock,dbs-fetch,quartz,jobrunr,punctual}, {@code rounds=3}, {@code
 * jobs=20000}, {@code threads=20}, {@code seconds=4}. Anything that begins with a dash is passed to
 * the nodes' JVMs. On another database than PostgreSQL there are the floor, the raw protocol and
 * Punctual, which add and drain unless something else is asked for.
 */
public final class JdbcBenchmark {

  private final Options options;
  private final String database;
  private final Report<Workload, Kind> report;

  private JdbcBenchmark(Options options) {
    this.options = options;
    this.database = options.text("database", "postgres");
    this.report = new Report<>(options.number("rounds", 3), Kind::title);
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
      Sizes sizes = Sizes.of(options, 20_000, 512);
      options.refuseOthers();
      Report.print("disk", server.describe(), DiskSync.measure());
      for (Workload workload : workloads) {
        List<Kind> able = workload == Workload.CLAIM ? List.of(Kind.PUNCTUAL) : kinds;
        report.measure(
            workload, able, kind -> workload.measure(new DatabaseArena(kind, server, sizes)));
      }
      System.out.println(Budgets.table(report.medians(), postgres));
    }
  }
}
