package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bare work: one thread claims a little ahead, a timer starts each job at its instant, two
 * threads delete what has ended, 50 rows at most in a statement.
 */
final class FloorContender implements Contender {

  private static final int MOST_CLAIMED = 800;
  private static final int MOST_DELETED = 50;
  private static final int DELETERS = 2;
  private static final long AHEAD_MILLIS = 500;
  private static final long PAUSE_MILLIS = 100;

  private final Setup setup;
  private final FloorTable table;
  private final Work work;
  private final String owner = UUID.randomUUID().toString();
  private final Semaphore room = new Semaphore(MOST_CLAIMED);
  private final BlockingQueue<Long> ended = new LinkedBlockingQueue<>();
  private final ExecutorService pool;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ExecutorService loops = Executors.newFixedThreadPool(1 + DELETERS);

  FloorContender(Setup setup, Work work) {
    this.setup = setup;
    this.work = work;
    this.table = FloorTable.of(setup.url());
    this.pool = Executors.newFixedThreadPool(setup.threads());
  }

  @Override
  public void start() {
    loops.execute(() -> forever(this::claim));
    for (int i = 0; i < DELETERS; i++) {
      loops.execute(() -> forever(this::delete));
    }
  }

  /** A step of a loop over a connection. */
  private interface Step {
    void run(Connection connection) throws SQLException, InterruptedException;
  }

  private void forever(Step step) {
    try (Connection connection = setup.source().getConnection()) {
      while (!loops.isShutdown()) {
        step.run(connection);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException e) {
      if (!loops.isShutdown()) {
        System.err.println("a loop of the floor failed: " + e);
        System.exit(1);
      }
    }
  }

  private void claim(Connection connection) throws SQLException, InterruptedException {
    room.acquire();
    int free = 1 + room.drainPermits();
    int limit = Math.min(free, table.most);
    long now = System.currentTimeMillis();
    List<long[]> rows = table.claim(connection, now + AHEAD_MILLIS, limit, owner);
    room.release(free - rows.size());
    for (long[] row : rows) {
      long left = Clocks.nanosUntil(row[1]);
      if (left <= 0) {
        pool.execute(() -> run(row));
      } else {
        timer.schedule(() -> pool.execute(() -> run(row)), left, TimeUnit.NANOSECONDS);
      }
    }
    if (rows.isEmpty()) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void run(long[] row) {
    work.run(row[1]);
    ended.add(row[0]);
  }

  private void delete(Connection connection) throws SQLException, InterruptedException {
    List<Long> ids = new ArrayList<>();
    ids.add(ended.take());
    ended.drainTo(ids, MOST_DELETED - 1);
    table.delete(connection, ids);
    room.release(ids.size());
  }

  @Override
  public void add(long due) {
    try (Connection connection = setup.source().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO floor_job (due) VALUES (?)")) {
      insert.setLong(1, due);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void addAll(List<Long> due) {
    try (Connection connection = setup.source().getConnection()) {
      table.insert(connection, due);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    loops.shutdownNow();
    timer.shutdownNow();
    pool.shutdownNow();
  }
}
