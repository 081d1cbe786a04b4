package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Completion;
import java.util.Map;
import java.util.SortedMap;

/** Ends executions that ended well and let nothing go. Safe for any thread. */
interface PlainEnds {

  /** The way of a database. */
  static PlainEnds of(Database database) {
    return database.dialect().hasReturning()
        ? new ReturningEnds(database)
        : new LockedEnds(database);
  }

  /**
   * Moves executions to the history as far as they are plain.
   *
   * @param node where they ran
   * @param ends all succeeded; by id, and rows are locked in that order
   * @return the tasks of those that were moved, by id
   */
  Map<String, String> move(String node, SortedMap<String, Completion> ends);
}
