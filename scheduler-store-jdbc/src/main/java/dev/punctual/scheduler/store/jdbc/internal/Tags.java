package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobRecord;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The index of jobs by tag. */
final class Tags {

  private static final List<Column> COLUMNS = List.of(Column.text("tag"), Column.text("job_id"));

  private Tags() {}

  static void add(Database database, Handle handle, Collection<JobRecord> jobs) {
    Rows rows = new Rows(database.dialect(), COLUMNS);
    for (JobRecord job : jobs) {
      job.tags().forEach(tag -> rows.add(tag, job.id()));
    }
    rows.insertInto(handle, database.table("job_tag"));
  }

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
