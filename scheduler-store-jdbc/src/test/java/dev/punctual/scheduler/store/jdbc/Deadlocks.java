package dev.punctual.scheduler.store.jdbc;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Has statements of a source fail by deadlock now and then, by a seed. */
final class Deadlocks implements WatchedSource.Watch {

  private final Random chance;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile int percent;

  Deadlocks(long seed) {
    this.chance = new Random(seed);
  }

  /** How many of a hundred statements fail from now on. */
  void failing(int ofHundred) {
    percent = ofHundred;
  }

  /** How many have failed. */
  int failures() {
    return failures.get();
  }

  @Override
  public void beforeStatement() throws SQLException {
    if (chance.nextInt(100) < percent) {
      failures.incrementAndGet();
      throw new SQLException("deadlock detected (injected)", "40P01");
    }
  }
}
