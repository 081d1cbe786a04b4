package dev.punctual.scheduler.store.jdbc.internal;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes that work became due sooner, and hears of theirs. Two daemon threads: one
 * sends, ten times a second at most and the earliest due time only; one listens on a connection of
 * its own. A hint that is lost costs a poll period, nothing else.
 */
final class Notifications implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final long PAUSE_MILLIS = 100;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;
  private static final long NOTHING = Long.MAX_VALUE;

  private final Database database;
  private final Wakeups wakeups;
  private final Channel channel;
  private final String self = UUID.randomUUID().toString().substring(0, 8);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long pending = NOTHING; // guarded by lock
  private volatile boolean closed;
  private final List<Thread> threads;

  private Notifications(DataSource source, Tables tables, Wakeups wakeups, Database database) {
    this.database = database;
    this.wakeups = wakeups;
    this.channel = new Channel(source, tables);
    this.threads =
        List.of(
            new Thread(this::send, "punctual-notify"), new Thread(this::listen, "punctual-listen"));
  }

  /** Begins to send and to listen. */
  static Notifications start(DataSource source, Tables tables, Wakeups wakeups, Database database) {
    Notifications notifications = new Notifications(source, tables, wakeups, database);
    wakeups.remote(notifications::tell);
    for (Thread thread : notifications.threads) {
      thread.setDaemon(true);
      thread.start();
    }
    return notifications;
  }

  /** Has other nodes told that work is due at {@code millis}; returns at once. */
  private void tell(long millis) {
    lock.lock();
    try {
      if (millis < pending) {
        pending = millis;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has all nodes, this one too, told that work is due once the transaction is committed. */
  void tellWith(Handle transaction, long millis) {
    channel.send(transaction, "* " + millis);
  }

  private void send() {
    while (!closed) {
      try {
        long due = next();
        database.each("notify", handle -> channel.send(handle, self + ' ' + due));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException storeTrouble) {
        LOG.debug("Other nodes could not be told; they will poll", storeTrouble);
      }
    }
  }

  private long next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending == NOTHING) {
        changed.await();
      }
      long due = pending;
      pending = NOTHING;
      return due;
    } finally {
      lock.unlock();
    }
  }

  private void listen() {
    long backoff = PAUSE_MILLIS;
    while (!closed) {
      try {
        channel.listen(this::hear, () -> closed);
        backoff = PAUSE_MILLIS;
      } catch (Exception lostConnection) {
        if (closed) {
          return;
        }
        LOG.debug("The connection that listens is lost; it is opened again", lostConnection);
        backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MILLIS);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(backoff);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Takes a hint; what is no hint, or is from here, is left alone. */
  private void hear(String text) {
    int blank = text.indexOf(' ');
    if (blank < 0 || text.substring(0, blank).equals(self)) {
      return;
    }
    try {
      wakeups.heard(Long.parseLong(text.substring(blank + 1)));
    } catch (NumberFormatException notAHint) {
      LOG.debug("A notification of {} characters is not a hint", text.length());
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
