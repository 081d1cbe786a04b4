package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobRecord;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of many new jobs; of those with equal ids the first. For one thread. */
final class FreshBatch {

  private static final Column ID = Column.text("id");
  private static final Column TAG = Column.text("tag");

  private final List<@Nullable Object[]> rows;
  private final int[] places;
  private final List<String> tags = new ArrayList<>(0);
  private final List<String> taggedIds = new ArrayList<>(0);

  FreshBatch(List<JobRecord> jobs) {
    this.rows = new ArrayList<>(jobs.size());
    this.places = new int[jobs.size()];
    Set<String> ids = new HashSet<>(2 * jobs.size());
    for (int i = 0; i < places.length; i++) {
      JobRecord job = jobs.get(i);
      if (ids.add(job.id())) {
        places[rows.size()] = i;
        rows.add(JobRow.values(job, 1, 0));
        job.tags().forEach(tag -> addTag(tag, job.id()));
      }
    }
  }

  private void addTag(String tag, String id) {
    tags.add(tag);
    taggedIds.add(id);
  }

  /** How many rows there are. */
  int size() {
    return rows.size();
  }

  /** Which of the jobs a row is of. */
  int place(int row) {
    return places[row];
  }

  /** The statement that adds them. */
  FreshSql sql(boolean allOrNone) {
    return new FreshSql(isAlike(), !tags.isEmpty(), allOrNone);
  }

  private boolean isAlike() {
    @Nullable Object[] first = rows.get(0);
    for (@Nullable Object[] row : rows) {
      for (int shared : FreshSql.likeness()) {
        if (!Objects.equals(row[shared], first[shared])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Fills in the parameters of a statement. */
  void bindTo(FreshSql sql, Parameters parameters, OptionalLong now) throws SQLException {
    for (int shared : sql.shared()) {
      parameters.add(JobRow.COLUMNS.get(shared), rows.get(0)[shared]);
    }
    parameters.add(now);
    Array ids = null;
    for (int listed : sql.listed()) {
      Array values = parameters.array(JobRow.COLUMNS.get(listed), values(listed));
      parameters.add(values);
      ids = ids == null ? values : ids;
    }
    if (sql.allOrNone() && ids != null) {
      parameters.add(ids);
    }
    if (sql.tagged()) {
      parameters.add(parameters.array(TAG, tags.toArray(String[]::new)));
      parameters.add(parameters.array(ID, taggedIds.toArray(String[]::new)));
    }
  }

  private @Nullable Object[] values(int column) {
    @Nullable Object[] values = JobRow.COLUMNS.get(column).array(rows.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i)[column];
    }
    return values;
  }
}
