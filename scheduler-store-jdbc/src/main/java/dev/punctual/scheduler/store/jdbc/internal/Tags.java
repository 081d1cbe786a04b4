package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobRecord;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The index of jobs by tag. */
final class Tags {

  private static final List<Column> COLUMNS = List.of(Column.text("tag"), Column.text("job_id"));

  private Tags() {}

  /** No rows yet. */
  static Rows rows(Database database) {
    return new Rows(database.dialect(), COLUMNS);
  }

  /** Adds the tags of a job. */
  static void add(Rows rows, JobRecord job) {
    job.tags().forEach(tag -> rows.add(tag, job.id()));
  }

  /** Inserts the tags of jobs. */
  static void add(Database database, Handle handle, Collection<JobRecord> jobs) {
    Rows rows = rows(database);
    jobs.forEach(job -> add(rows, job));
    rows.insertInto(handle, database.table("job_tag"));
  }

  /** Removes all tags of jobs. */
  static void remove(Database database, Handle handle, Collection<String> jobIds) {
    if (jobIds.isEmpty()) {
      return;
    }
    String in = Rows.in(database.dialect(), "job_id", "ids", jobIds.size());
    Rows.bindAll(
            database.dialect(),
            database.change(handle, "DELETE FROM {job_tag} WHERE " + in),
            "ids",
            jobIds)
        .execute();
  }
}
