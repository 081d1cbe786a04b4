package dev.punctual.scheduler.store.redis.internal;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the server may have lost what it had. Every namespace has a random mark, made when
 * it was first used: another mark means that the keys are gone. A server has a replication id,
 * which changes when it is restarted and when a replica takes its place. Safe for any thread.
 */
final class Watch {

  /** How long nothing is claimed from a server that may know less than before. */
  static final Duration SETTLING = Duration.ofSeconds(3);

  private static final String GONE =
      "the server came back without the jobs of this namespace, or with those of another";
  private static final String REPLACED =
      "the server was restarted, or another took its place: what it had not saved or replicated is"
          + " gone";

  private final Consumer<String> loss;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable String mark;
  private @Nullable String replication;

  private volatile boolean settling;
  private volatile long settledNanos; // means nothing unless settling

  /**
   * Watches a namespace.
   *
   * @param loss is told what was seen
   */
  Watch(Consumer<String> loss) {
    this.loss = loss;
  }

  /** What a namespace is marked with that has no mark: another one each time. */
  static byte[] newMark() {
    return Script.text(UUID.randomUUID().toString());
  }

  /** Asks the server for the mark of the namespace and for its replication id. */
  void check(Link link) {
    Reply reply = link.call(Script.MARK, newMark());
    link.saw(reply.number(0));
    saw(reply.text(1), reply.number(2) == 1, reply.text(3));
  }

  /**
   * Takes note of the mark of the namespace and of the replication id of its server.
   *
   * @param made whether the namespace had no mark before
   */
  void saw(String currentMark, boolean made, String currentReplication) {
    String seen = null;
    lock.lock();
    try {
      if (mark != null && !mark.equals(currentMark)) {
        seen = GONE;
      } else if (replication != null && !replication.equals(currentReplication)) {
        seen = REPLACED;
      }
      mark = currentMark;
      replication = currentReplication;
    } finally {
      lock.unlock();
    }
    if (seen == null) {
      return;
    }
    if (!made) {
      settledNanos = System.nanoTime() + SETTLING.toNanos();
      settling = true;
    }
    loss.accept(seen);
  }

  /**
   * How long to claim nothing yet, so that nodes which hold leases that the server lost can assert
   * them before their jobs fire anew; zero almost always.
   */
  Duration settling() {
    if (!settling) {
      return Duration.ZERO;
    }
    long left = settledNanos - System.nanoTime();
    settling = left > 0;
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }
}
