package dev.punctual.scheduler.store.redis.internal;

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

  private final Consumer<String> loss;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private String mark = UUID.randomUUID().toString();
  private @Nullable String replication;

  /**
   * Watches a namespace.
   *
   * @param loss is told what was seen
   */
  Watch(Consumer<String> loss) {
    this.loss = loss;
  }

  /** Makes the mark, or takes note of the one that is there. */
  void begin(Link link) {
    Reply reply = link.call(Script.MARK, Script.text(mark()));
    link.saw(reply.number(0));
    lock.lock();
    try {
      mark = reply.text(1);
    } finally {
      lock.unlock();
    }
  }

  /** The mark that a namespace without one gets. */
  String mark() {
    lock.lock();
    try {
      return mark;
    } finally {
      lock.unlock();
    }
  }

  /** Takes note of the mark of the namespace and of the replication id of its server. */
  void saw(boolean marked, String currentMark, String currentReplication) {
    String seen = null;
    lock.lock();
    try {
      if (!marked || !mark.equals(currentMark)) {
        seen = "the server came back without the jobs of this namespace, or with those of another";
      } else if (replication != null && !replication.equals(currentReplication)) {
        seen =
            "the server was restarted, or another took its place: what it had not saved or"
                + " replicated is gone";
      }
      mark = currentMark;
      replication = currentReplication;
    } finally {
      lock.unlock();
    }
    if (seen != null) {
      loss.accept(seen);
    }
  }
}
