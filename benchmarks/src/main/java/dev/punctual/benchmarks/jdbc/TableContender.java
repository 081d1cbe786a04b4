package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.Restable;
import dev.punctual.benchmarks.Work;
import java.sql.Connection;
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
 * Tables that are worked off by hand: one thread claims a little ahead, a timer starts each job at
 * its instant, two threads end what has run, many rows at once.
 *
 * @param <R> what is claimed
 */
final class TableContender<R> implements Restable {

  private static final int MOST_CLAIMED = 800;
  private static final int ENDERS = 2;
  private static final long AHEAD_MILLIS = 500;
  private static final long PAUSE_MILLIS = 100;
  private static final long PATIENCE_SECONDS = 5;

  private final Setup setup;
  private final Protocol<R> protocol;
  private final Work work;
  private final String owner = UUID.randomUUID().toString();
  private final Semaphore room = new Semaphore(MOST_CLAIMED);
  private final BlockingQueue<Ended<R>> ended = new LinkedBlockingQueue<>();
  private final ExecutorService pool;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ExecutorService loops = Executors.newFixedThreadPool(1 + ENDERS);
  private boolean started; // used by the thread that gives orders
  private volatile boolean resting;

  TableContender(Protocol<R> protocol, Setup setup, Work work) {
    this.setup = setup;
    this.work = work;
    this.protocol = protocol;
    this.pool = Executors.newFixedThreadPool(setup.threads());
  }

  /**
   * What is asked of the tables. Times are epoch milliseconds.
   *
   * @param <R> what is claimed
   */
  interface Protocol<R> {

    /** How many rows are claimed at once at most. */
    int mostClaimed();

    /** How many rows are ended at once at most. */
    int mostEnded();

    /** Takes the first rows that are due until then and that nobody has taken. */
    List<R> claim(Connection connection, long until, int limit, String owner) throws SQLException;

    /** When a row is due. */
    long due(R row);

    /** Removes rows that have run; fails unless all are the owner's. */
    void end(Connection connection, List<Ended<R>> rows, String owner) throws SQLException;

    /** Adds a job. */
    void add(Connection connection, long due) throws SQLException;

    /** Adds jobs. */
    void addAll(Connection connection, List<Long> due) throws SQLException;
  }

  /** A row that has run, and when. */
  record Ended<R>(R row, long began, long finished) {}

  @Override
  public void start() {
    resting = false;
    if (started) {
      return;
    }
    started = true;
    loops.execute(() -> forever(this::claim));
    for (int i = 0; i < ENDERS; i++) {
      loops.execute(() -> forever(this::end));
    }
  }

  @Override
  public void rest() {
    resting = true;
  }

  /** Something that is done with a connection. */
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
        System.err.println("a loop failed: " + e);
        System.exit(1);
      }
    }
  }

  private void claim(Connection connection) throws SQLException, InterruptedException {
    if (resting) {
      Thread.sleep(PAUSE_MILLIS);
      return;
    }
    if (!room.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      return;
    }
    int free = 1 + room.drainPermits();
    int limit = Math.min(free, protocol.mostClaimed());
    long until = System.currentTimeMillis() + AHEAD_MILLIS;
    List<R> rows = protocol.claim(connection, until, limit, owner);
    room.release(free - rows.size());
    for (R row : rows) {
      long left = Clocks.nanosUntil(protocol.due(row));
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

  private void run(R row) {
    long began = System.currentTimeMillis();
    work.run(protocol.due(row));
    ended.add(new Ended<>(row, began, System.currentTimeMillis()));
  }

  private void end(Connection connection) throws SQLException, InterruptedException {
    Ended<R> first = ended.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Ended<R>> rows = new ArrayList<>();
    rows.add(first);
    ended.drainTo(rows, protocol.mostEnded() - 1);
    protocol.end(connection, rows, owner);
    room.release(rows.size());
  }

  @Override
  public void add(long due) {
    use(connection -> protocol.add(connection, due));
  }

  @Override
  public void addAll(List<Long> due) {
    use(connection -> protocol.addAll(connection, due));
  }

  private void use(Step step) {
    try (Connection connection = setup.source().getConnection()) {
      step.run(connection);
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    loops.shutdown(); // H2 closes a file whose reader is interrupted
    try {
      if (!loops.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        loops.shutdownNow();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    timer.shutdownNow();
    pool.shutdownNow();
  }
}
