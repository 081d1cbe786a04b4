package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The contenders, the floor first. */
enum Kind {
  /** Claims in one statement, deletes in batches; keeps nothing but an id and a time. */
  FLOOR(
      "hand-written floor",
      List.of("floor_job"),
      1,
      (setup, work) -> new TableContender<>(FloorTable.of(setup.url()), setup, work)),
  /** Leases, tokens, contents and history, in few statements over many rows. */
  RAW(
      "raw protocol",
      List.of("raw_job", "raw_run"),
      1,
      (setup, work) -> new TableContender<>(RawTables.of(setup.url()), setup, work)),
  /** Polls every 100 ms, locks rows as it fetches them. */
  DBS_LOCK(
      "db-scheduler lock-and-fetch",
      List.of("scheduled_tasks"),
      1,
      DbSchedulerContender::lockAndFetch),
  /** Polls every 100 ms, each run locks its own row. */
  DBS_FETCH("db-scheduler fetch", List.of("scheduled_tasks"), 1, DbSchedulerContender::fetch),
  /** Clustered, acquires as many triggers at once as it has threads. */
  QUARTZ("Quartz JDBC, clustered", List.of("qrtz_triggers"), 20, QuartzContender::new),
  /** Polls every 5 s, the least that it allows. */
  JOBRUNR(
      "JobRunr",
      List.of("jobrunr_jobs WHERE state NOT IN ('SUCCEEDED', 'DELETED')"),
      5,
      JobRunrContender::new),
  PUNCTUAL(
      "Punctual JdbcJobStore",
      List.of("punctual_job", "punctual_execution"),
      1,
      PunctualContender::new);

  private final String title;
  private final List<String> left;
  private final int part;
  private final Maker maker;

  /** Makes a node of a contender whose tables are there. */
  interface Maker {
    Contender make(Setup setup, Work work);
  }

  Kind(String title, List<String> left, int part, Maker maker) {
    this.title = title;
    this.left = left;
    this.part = part;
    this.maker = maker;
  }

  String title() {
    return title;
  }

  /** A query that answers whether there are jobs that are not finished and recorded as such. */
  String leftSql() {
    return left.stream()
        .map(rows -> "EXISTS (SELECT 1 FROM " + rows + ")")
        .collect(Collectors.joining(" OR ", "SELECT ", ""));
  }

  /** By what the number of jobs is divided, for those that would take minutes. */
  int part() {
    return part;
  }

  /** A node that does not run anything yet. */
  Contender open(Setup setup, Work work) {
    return maker.make(setup, work);
  }

  /**
   * Those that can keep their jobs in a database. The rivals are set up for PostgreSQL, where the
   * floor is what Punctual is measured by; elsewhere the raw protocol is.
   */
  static List<Kind> of(boolean postgres) {
    return postgres
        ? Arrays.stream(values()).filter(kind -> kind != RAW).toList()
        : List.of(FLOOR, RAW, PUNCTUAL);
  }

  static Kind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
