package dev.punctual.scheduler.store.redis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest reply to each node, given again when its request comes again. What was answered before
 * this object was made, or was lost on its way, is asked of the server, which knows it, too.
 * Forgets the nodes that were silent longest. Safe for any thread.
 */
final class LatestReplies<R> {

  private static final int MAX_NODES = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Latest<R>> byOwner =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Latest<R>> eldest) {
          return size() > MAX_NODES;
        }
      };

  /** The reply that the request got before, or else that of {@code ask}. */
  R answer(String owner, String requestId, Supplier<R> ask) {
    R before = find(owner, requestId);
    if (before != null) {
      return before;
    }
    R reply = ask.get();
    lock.lock();
    try {
      byOwner.put(owner, new Latest<>(requestId, reply));
    } finally {
      lock.unlock();
    }
    return reply;
  }

  private @Nullable R find(String owner, String requestId) {
    lock.lock();
    try {
      Latest<R> latest = byOwner.get(owner);
      return latest != null && latest.requestId.equals(requestId) ? latest.reply : null;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a node. */
  void forget(String owner) {
    lock.lock();
    try {
      byOwner.remove(owner);
    } finally {
      lock.unlock();
    }
  }

  private record Latest<R>(String requestId, R reply) {}
}
