package dev.punctual.scheduler.store.jdbc;

/** What a store does about its tables when it is opened. */
public enum SchemaMode {
  /** Checks that they are there in the right version, and refuses to open otherwise. */
  VALIDATE,
  /**
   * Makes what is missing and brings what is old up to date; safe when many nodes start at once.
   */
  CREATE,
  /** Nothing: the first call tells. */
  NONE
}
