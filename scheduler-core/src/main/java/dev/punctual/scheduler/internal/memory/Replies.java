package dev.punctual.scheduler.internal.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest reply to each node, given again when its request comes again. Forgets the nodes that
 * were silent longest. Guarded by the store's lock.
 */
final class Replies<R> {

  private static final int MAX_NODES = 1_024;

  private final Map<String, Reply<R>> byOwner =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reply<R>> eldest) {
          return size() > MAX_NODES;
        }
      };

  /** The reply that the request got before; null when it is new. */
  @Nullable R find(String owner, String requestId) {
    @Nullable Reply<R> latest = byOwner.get(owner);
    return latest != null && latest.requestId.equals(requestId) ? latest.reply : null;
  }

  /** Remembers a reply in place of the node's previous one, and returns it. */
  R keep(String owner, String requestId, R reply) {
    byOwner.put(owner, new Reply<>(requestId, reply));
    return reply;
  }

  void forget(String owner) {
    byOwner.remove(owner);
  }

  private record Reply<R>(String requestId, R reply) {}
}
