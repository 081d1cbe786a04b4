package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.StoreException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is held for good, so that leases are renewed even while the application has
 * taken every other connection of its pool. One that failed is given back and another one taken.
 * Safe for any thread; one at a time works with it.
 */
final class Reserve implements AutoCloseable {

  private final Jdbi jdbi;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Handle held; // guarded by lock
  private boolean closed; // guarded by lock

  private Reserve(Jdbi jdbi, Handle held) {
    this.jdbi = jdbi;
    this.held = held;
  }

  /** Takes a connection. */
  static Reserve take(Jdbi jdbi) {
    try {
      return new Reserve(jdbi, jdbi.open());
    } catch (JdbiException unreachable) {
      throw new StoreException(
          "no connection for renewing leases: " + unreachable.getMessage(), unreachable);
    }
  }

  /** Does all of {@code work} or nothing. */
  <T> T inTransaction(Function<Handle, T> work) {
    lock.lock();
    try {
      if (closed) {
        return jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::apply);
      }
      Handle handle = held;
      if (handle == null) {
        handle = jdbi.open();
        held = handle;
      }
      boolean done = false;
      try {
        T result = handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::apply);
        done = true;
        return result;
      } finally {
        if (!done) {
          held = null;
          release(handle);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static void release(Handle handle) {
    try {
      handle.close();
    } catch (RuntimeException broken) {
      // Its source gets it back all the same.
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (held != null) {
        release(held);
        held = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
