package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.StoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what scripts publish when something became due sooner, on a connection of its own that is
 * opened with the first listener. Safe for any thread.
 */
final class Wakeups implements Hints, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

  /** When work is due, or the time at which leases of a job were no longer wanted, and its id. */
  private static final Pattern HINT = Pattern.compile("!?(-?\\d{1,16})(?:!(.*))?", Pattern.DOTALL);

  private final Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> opener;
  private final String channel;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
  private boolean closed;

  Wakeups(Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> opener, String namespace) {
    this.opener = opener;
    this.channel = Link.prefix(namespace) + "hint";
  }

  @Override
  public Subscription subscribe(Listener listener) {
    listen();
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void listen() {
    lock.lock();
    try {
      if (connection != null || closed) {
        return;
      }
      StatefulRedisPubSubConnection<byte[], byte[]> opened = opener.get();
      opened.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] from, byte[] message) {
              hear(message);
            }
          });
      opened.sync().subscribe(channel.getBytes(UTF_8));
      connection = opened;
    } catch (RedisException failure) {
      throw new StoreException("the connection for hints failed: " + failure.getMessage(), failure);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a hint; what is none is left alone. */
  private void hear(byte[] message) {
    Matcher hint = HINT.matcher(new String(message, UTF_8));
    if (!hint.matches()) {
      LOG.debug("A message of {} bytes is not a hint", message.length);
      return;
    }
    String jobId = hint.group(2);
    if (jobId != null) {
      tell(listener -> listener.revoked(jobId));
      return;
    }
    tellDue(Instant.ofEpochMilli(Long.parseLong(hint.group(1))));
  }

  /** Tells the engines that use this object that something may be due. */
  void tellDue(Instant due) {
    tell(listener -> listener.dueAt(due));
  }

  /** Tells the engines that use this object that the server may have lost something. */
  void tellLoss(String seen) {
    LOG.warn("Redis may have lost jobs or runs: {}", seen);
    tell(listener -> listener.dataLossSuspected(seen));
  }

  private void tell(Consumer<Listener> word) {
    for (Listener listener : listeners) {
      try {
        word.accept(listener);
      } catch (RuntimeException fault) {
        LOG.warn("A listener to hints failed", fault);
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (connection != null) {
        connection.close();
        connection = null;
      }
    } finally {
      lock.unlock();
    }
    listeners.clear();
  }
}
