package dev.punctual.scheduler.store.jdbc.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The latest request of each node and what it was answered. A node repeats its latest request only,
 * and through the object that it made it with. Safe for any thread.
 *
 * @param <R> what requests are answered
 */
final class LatestReplies<R> {

  private static final int MAX_NODES = 1_024;

  /** Has neighbours differ in their first bits. */
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock; forgets the nodes that were silent longest.
  private final Map<String, Latest<R>> byOwner =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Latest<R>> eldest) {
          return size() > MAX_NODES;
        }
      };

  /**
   * Answers a request.
   *
   * @param answer is told whether the request was made before and got no answer
   */
  R answer(String owner, String requestId, Function<Boolean, R> answer) {
    Latest<R> latest = begin(owner, requestId);
    if (latest != null && latest.reply != null) {
      return latest.reply;
    }
    R reply = answer.apply(latest != null);
    put(owner, new Latest<>(requestId, reply));
    return reply;
  }

  /** The same request as it was made before; null when this is the first time. */
  private @Nullable Latest<R> begin(String owner, String requestId) {
    lock.lock();
    try {
      Latest<R> latest = byOwner.get(owner);
      if (latest != null && latest.requestId.equals(requestId)) {
        return latest;
      }
      byOwner.put(owner, new Latest<>(requestId, null));
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void put(String owner, Latest<R> latest) {
    lock.lock();
    try {
      byOwner.put(owner, latest);
    } finally {
      lock.unlock();
    }
  }

  /** A short name of a request among those that a node makes at about the same time. */
  static String mark(String requestId) {
    long hash = 0;
    for (int i = 0; i < requestId.length(); i++) {
      hash = hash * 1_000_003 + requestId.charAt(i);
    }
    return Long.toString(hash * SPREAD >>> 24, Character.MAX_RADIX);
  }

  private record Latest<R>(String requestId, @Nullable R reply) {}
}
