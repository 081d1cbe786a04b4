package dev.punctual.scheduler.store;

/** Which of several missed fires of one job are run; the others are recorded as one range. */
public enum Coalesce {
  /** The latest only. */
  LATEST,
  /** The earliest only. */
  EARLIEST,
  /** All of them one after another, up to the catch-up cap. */
  ALL
}
