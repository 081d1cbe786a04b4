package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.Hints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes of hints, and hears of theirs. Two daemon threads: one sends what has gathered,
 * fifty times a second at most, and less often, down to a dozen times, when that takes long, since
 * each notification takes a lock of the whole database; one listens on a connection of its own. A
 * hint that is lost costs a poll period, nothing else.
 */
final class Notifications implements Hints.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final long SHORTEST_PAUSE_MILLIS = 20;
  private static final long PAUSE_MILLIS = 80;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;

  private final Database database;
  private final Wakeups wakeups;
  private final Channel channel;
  private final Duration poll;
  private final String self = UUID.randomUUID().toString().substring(0, 8);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private HintText pending = HintText.NOTHING; // guarded by lock
  private final CountDownLatch firstTry = new CountDownLatch(1); // at listening
  private volatile boolean closed;
  private final List<Thread> threads;

  private Notifications(
      DataSource source, Tables tables, Wakeups wakeups, Database database, Duration poll) {
    this.database = database;
    this.wakeups = wakeups;
    this.channel = new Channel(source, tables);
    this.poll = poll;
    this.threads =
        List.of(
            new Thread(this::send, "punctual-notify"), new Thread(this::listen, "punctual-listen"));
  }

  /**
   * Begins to send and to listen; what is told from now on is heard, if the database lets that
   * begin within a second.
   *
   * @param poll how long other nodes look away at most
   */
  static Notifications start(
      DataSource source, Tables tables, Wakeups wakeups, Database database, Duration poll) {
    Notifications notifications = new Notifications(source, tables, wakeups, database, poll);
    wakeups.others(notifications);
    for (Thread thread : notifications.threads) {
      thread.setDaemon(true);
      thread.start();
    }
    notifications.awaitFirstTry();
    return notifications;
  }

  private void awaitFirstTry() {
    try {
      boolean ended = firstTry.await(1, TimeUnit.SECONDS);
      LOG.trace("The first try to listen has {}ended", ended ? "" : "not ");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has other nodes told, unless they look for work by themselves before it is due. */
  @Override
  public void dueAt(Instant due) {
    if (due.isBefore(database.estimatedNow().plus(poll))) {
      add(new HintText(Read.millis(due), Set.of()));
    }
  }

  @Override
  public void revoked(String jobId) {
    add(new HintText(HintText.NEVER, Set.of(jobId)));
  }

  private void add(HintText hint) {
    lock.lock();
    try {
      pending = pending.with(hint);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Has all nodes, this one too, told when the transaction is committed. */
  void tellWith(Handle transaction, long millis, Set<String> revoked) {
    new HintText(millis, revoked).texts("*").forEach(text -> channel.sendWith(transaction, text));
  }

  private void send() {
    while (!closed) {
      try {
        List<String> texts = next().texts(self);
        long began = System.nanoTime();
        database.each(
            "notify",
            handle -> {
              texts.forEach(text -> channel.send(handle, text));
              return texts.size();
            });
        TimeUnit.MILLISECONDS.sleep(pauseMillis(System.nanoTime() - began));
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException storeTrouble) {
        LOG.debug("Other nodes could not be told; they will poll", storeTrouble);
      }
    }
  }

  /** Keeps telling from taking more than a tenth of the time. */
  private static long pauseMillis(long tellingNanos) {
    long tenfold = TimeUnit.NANOSECONDS.toMillis(10 * tellingNanos);
    return Math.min(PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, tenfold));
  }

  private HintText next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending.isNothing()) {
        changed.await();
      }
      HintText next = pending;
      pending = HintText.NOTHING;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void listen() {
    long backoff = PAUSE_MILLIS;
    while (!closed) {
      try {
        channel.listen(this::begun, this::hear, () -> closed);
        backoff = PAUSE_MILLIS;
      } catch (Exception lostConnection) {
        if (closed) {
          return;
        }
        LOG.debug("The connection that listens is lost; it is opened again", lostConnection);
        backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MILLIS);
        firstTry.countDown();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(backoff);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Something may have been said before this node began to listen. */
  private void begun() {
    firstTry.countDown();
    Instant now = database.estimatedNow();
    wakeups.heard(listener -> listener.dueAt(now));
  }

  /** Takes a hint; what is no hint, or is from here, is left alone. */
  private void hear(String text) {
    @Nullable HintText hint = HintText.parse(text, self);
    if (hint == null) {
      LOG.trace("A notification of {} characters is from here, or no hint", text.length());
      return;
    }
    if (hint.due() != HintText.NEVER) {
      Instant due = Read.time(hint.due());
      wakeups.heard(listener -> listener.dueAt(due));
    }
    hint.revoked().forEach(id -> wakeups.heard(listener -> listener.revoked(id)));
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
