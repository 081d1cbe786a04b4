package dev.punctual.scheduler.store.jdbc;

import java.io.Closeable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Locks rows of a store in the wrong order, so that the database finds real deadlocks. */
final class Meddler implements Closeable {

  private static final int THREADS = 3;
  private static final int ROWS = 8;
  private static final String DEADLOCK = "40P01";

  private final DataSource source;
  private final String prefix;
  private final AtomicInteger victims = new AtomicInteger();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private volatile boolean closed;

  Meddler(DataSource source, String prefix, long seed) {
    this.source = source;
    this.prefix = prefix;
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      threads.execute(() -> meddle(random));
    }
  }

  /** How often a transaction of this one was chosen to fail. */
  int victims() {
    return victims.get();
  }

  private void meddle(Random random) {
    while (!closed) {
      try (Connection connection = source.getConnection()) {
        connection.setAutoCommit(false);
        lockBackwards(connection, random);
        connection.commit();
      } catch (SQLException failure) {
        if (!DEADLOCK.equals(failure.getSQLState())) {
          throw new IllegalStateException(failure);
        }
        victims.incrementAndGet();
      }
    }
  }

  private void lockBackwards(Connection connection, Random random) throws SQLException {
    String table = prefix + (random.nextBoolean() ? "job" : "execution");
    List<String> ids = new ArrayList<>();
    try (PreparedStatement some =
            connection.prepareStatement("SELECT id FROM " + table + " ORDER BY id LIMIT " + ROWS);
        ResultSet rows = some.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    Collections.reverse(ids);
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT 1 FROM " + table + " WHERE id = ? FOR UPDATE")) {
      for (String id : ids) {
        lock.setString(1, id);
        lock.executeQuery().close();
      }
    }
  }

  /** Ends it. */
  void stop() {
    closed = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a meddler does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
