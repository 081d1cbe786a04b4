package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.jdbc.SqlDialect;

/** What this package needs to know of a database besides what anybody may know. */
interface Dialect extends SqlDialect {

  /** How due rows are claimed. */
  <R> Claiming<R> claiming(Database database, Claiming.Kind<R> kind);

  /** A condition that {@code :tag} is one of the lines of the column {@code tags}. */
  String hasTag();

  /** What the rows {@code w} of one queue, task and priority are sorted by. */
  default String dueOrder() {
    return "w.due, w.id";
  }

  /** How many rows one statement inserts at most if there are no arrays; a power of two. */
  default int mostTogether() {
    return 64;
  }

  /** Whether a query can remove rows and answer them as they were. */
  default boolean hasOldTables() {
    return false;
  }

  /**
   * A query that removes rows {@code w} and answers them, if there is such.
   *
   * @param table its template name
   */
  default String removing(String columns, String table, String condition) {
    throw new UnsupportedOperationException(name() + " does not answer what it removes");
  }

  /** The dialect behind a constant. */
  static Dialect of(SqlDialect constant) {
    if (constant instanceof Dialect dialect) {
      return dialect;
    }
    throw new IllegalArgumentException(
        "'" + constant.name() + "' is not a dialect of this store; use a constant of SqlDialect");
  }
}
