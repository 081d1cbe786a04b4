package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import java.util.List;
import java.util.Locale;

/** The contenders, the floor first. */
enum Kind {
  /** Claims in one statement, deletes in batches; keeps nothing but an id and a time. */
  FLOOR("hand-written floor", "floor_job", 1, FloorContender::new),
  /** Polls every 100 ms, locks rows as it fetches them. */
  DBS_LOCK("db-scheduler lock-and-fetch", "scheduled_tasks", 1, DbSchedulerContender::lockAndFetch),
  /** Polls every 100 ms, each run locks its own row. */
  DBS_FETCH("db-scheduler fetch", "scheduled_tasks", 1, DbSchedulerContender::fetch),
  /** Clustered, acquires as many triggers at once as it has threads. */
  QUARTZ("Quartz JDBC, clustered", "qrtz_triggers", 20, QuartzContender::new),
  /** Polls every 5 s, the least that it allows. */
  JOBRUNR(
      "JobRunr",
      "jobrunr_jobs WHERE state NOT IN ('SUCCEEDED', 'DELETED')",
      5,
      JobRunrContender::new),
  PUNCTUAL("Punctual JdbcJobStore", "punctual_job", 1, PunctualContender::new);

  private final String title;
  private final String left;
  private final int part;
  private final Maker maker;

  /** Makes a node of a contender whose tables are there. */
  interface Maker {
    Contender make(Setup setup, Work work);
  }

  Kind(String title, String left, int part, Maker maker) {
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
    String any = "EXISTS (SELECT 1 FROM " + left + ")";
    return this == PUNCTUAL
        ? "SELECT " + any + " OR EXISTS (SELECT 1 FROM punctual_execution)"
        : "SELECT " + any;
  }

  /** By what the number of jobs is divided, for those that would take minutes. */
  int part() {
    return part;
  }

  /** A node that does not run anything yet. */
  Contender open(Setup setup, Work work) {
    return maker.make(setup, work);
  }

  /** Those that can keep their jobs in a database; the rivals are set up for PostgreSQL. */
  static List<Kind> of(boolean postgres) {
    return postgres ? List.of(values()) : List.of(FLOOR, PUNCTUAL);
  }

  static Kind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
