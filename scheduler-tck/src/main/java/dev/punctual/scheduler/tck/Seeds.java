package dev.punctual.scheduler.tck;

import java.util.Objects;
import java.util.Random;

/**
 * The source of chance of all clauses: one seed for a whole run, printed when a random clause
 * fails. {@code -Dpunctual.tck.seed=N} repeats a run, {@code -Dpunctual.test.effort=N} does N times
 * as much.
 */
final class Seeds {

  static final long SEED =
      Objects.requireNonNullElseGet(
          Long.getLong("punctual.tck.seed"), () -> new Random().nextLong());

  /** How many rows a clause about large backlogs makes; {@code -Dpunctual.tck.rows=N}. */
  static final int ROWS = Integer.getInteger("punctual.tck.rows", 100_000);

  static final int EFFORT = Math.max(1, Integer.getInteger("punctual.test.effort", 1));

  private Seeds() {}

  /** Chance that differs from clause to clause and is the same in each run with the same seed. */
  static Random random(String clause) {
    return new Random(SEED ^ ((long) clause.hashCode() << 21));
  }

  /** Runs {@code body}; a failure says how to repeat it. */
  static void showing(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("repeat it with -Dpunctual.tck.seed=" + SEED + ": " + e, e);
    }
  }
}
