package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.jdbc.SqlDialect;

/** What this package needs to know of a database besides what anybody may know. */
interface Dialect extends SqlDialect {

  /** How due rows are claimed. */
  <R> Claiming<R> claiming(Database database, Claiming.Kind<R> kind);

  /** A condition that {@code :tag} is one of the lines of the column {@code tags}. */
  String hasTag();

  /** How rows are best read and written. */
  default RowTraits rows() {
    return new RowTraits("w.due, w.id", 64, false);
  }

  /**
   * How rows are best read and written.
   *
   * @param dueOrder what the rows {@code w} of one queue, task and priority are sorted by
   * @param mostTogether how many rows one statement inserts at most if there are no arrays; a power
   *     of two
   * @param hasOldTables whether a query can remove rows and answer them as they were
   */
  record RowTraits(String dueOrder, int mostTogether, boolean hasOldTables) {

    /**
     * A query that removes rows {@code w} and answers them, where there are old tables.
     *
     * @param table its template name
     */
    static String removing(String columns, String table, String condition) {
      return "SELECT %s FROM OLD TABLE (DELETE FROM %s w WHERE %s) w"
          .formatted(columns, table, condition);
    }
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
