package dev.punctual.scheduler.store.jdbc;

/**
 * What a store does about its tables when it is opened. The scripts that make them are plain SQL on
 * the class path, in {@code META-INF/punctual/jdbc/} and the dialect's folder, for those who run
 * them with a tool of their own.
 */
public enum SchemaMode {
  /** Checks that they are there in the right version, and refuses to open otherwise. */
  VALIDATE,
  /**
   * Makes them if there are none, then checks them as {@link #VALIDATE} does. Safe when many nodes
   * start at once.
   */
  CREATE,
  /**
   * As {@link #CREATE}, and brings old tables up to date. Nodes with older code cannot be started
   * afterwards; those that run go on.
   */
  MIGRATE,
  /** Nothing: the first call tells. */
  NONE
}
