package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.PutResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds jobs whose ids are free, where a statement can do that and answer what it did. One job is a
 * row of values. Many are arrays; they are tried all or none first, since rows that a statement may
 * have to leave out cost the server more. Safe for any thread.
 */
final class FreshJobs {

  private final Database database;
  private final String usual;
  private final String full;
  private final Map<FreshSql, String> ofMany = new ConcurrentHashMap<>();

  FreshJobs(Database database) {
    this.database = database;
    this.usual = database.plainSql(FreshSql.one(true));
    this.full = database.plainSql(FreshSql.one(false));
  }

  /**
   * Adds the jobs whose ids are free; of equal ids the first.
   *
   * @return an answer for each job in order; null for one whose id was taken
   */
  @Nullable PutResult[] insert(List<JobRecord> jobs) {
    JobRecord first = jobs.get(0);
    if (jobs.size() == 1 && first.tags().isEmpty()) {
      Long time = database.plainly("put", connection -> insertOne(connection, first));
      return new PutResult[] {time == null ? null : created(first, time)};
    }
    FreshBatch batch = new FreshBatch(jobs);
    Long time = database.joined() == null ? insertAll(batch) : null;
    Map<String, Long> times = time == null ? insertFree(batch) : Map.of();
    @Nullable PutResult[] answers = new PutResult[jobs.size()];
    for (int row = 0; row < batch.size(); row++) {
      JobRecord job = jobs.get(batch.place(row));
      Long when = time == null ? times.get(job.id()) : time;
      answers[batch.place(row)] = when == null ? null : created(job, when);
    }
    return answers;
  }

  private static PutResult created(JobRecord job, long time) {
    return new PutResult(PutResult.Status.CREATED, Putting.created(job, time));
  }

  private @Nullable Long insertOne(Connection connection, JobRecord job) throws SQLException {
    @Nullable Object[] values = JobRow.values(job, 1, 0);
    boolean isUsual = FreshSql.isUsual(values);
    try (PreparedStatement statement = connection.prepareStatement(isUsual ? usual : full)) {
      Parameters parameters = new Parameters(statement);
      for (int column : FreshSql.columns(isUsual)) {
        parameters.add(JobRow.COLUMNS.get(column), values[column]);
      }
      parameters.add(database.plainNow());
      return firstTime(statement);
    }
  }

  /** Adds all of a batch, or none if an id is taken; not in a transaction that must not fail. */
  private @Nullable Long insertAll(FreshBatch batch) {
    FreshSql sql = batch.sql(true);
    return database.plainly(
        "put",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(text(sql))) {
            batch.bindTo(sql, new Parameters(statement), database.plainNow());
            return firstTime(statement);
          }
        });
  }

  private @Nullable Long firstTime(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      long time = rows.getLong(1);
      database.saw(time);
      return time;
    }
  }

  /** Adds what is free of a batch; answers when, by id. */
  private Map<String, Long> insertFree(FreshBatch batch) {
    FreshSql sql = batch.sql(false);
    return database.plainly(
        "put",
        connection -> {
          Map<String, Long> times = new HashMap<>();
          try (PreparedStatement statement = connection.prepareStatement(text(sql))) {
            batch.bindTo(sql, new Parameters(statement), database.plainNow());
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                times.put(rows.getString(2), rows.getLong(1));
              }
            }
          }
          return times;
        });
  }

  private String text(FreshSql sql) {
    return ofMany.computeIfAbsent(sql, shape -> database.plainSql(shape.template()));
  }
}
