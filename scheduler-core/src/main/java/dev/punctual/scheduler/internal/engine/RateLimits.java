package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rate limits of this node leave, for tasks and for executors. A run takes its tokens when
 * it is claimed. Safe for any thread.
 */
public final class RateLimits {

  private final TimeSource time;
  private final Map<String, TokenBucket> tasks = new ConcurrentHashMap<>();
  private final Map<String, TokenBucket> executors = new ConcurrentHashMap<>();
  private volatile boolean any;

  RateLimits(TimeSource time) {
    this.time = time;
  }

  /** Whether there is any limit. */
  boolean isAny() {
    return any;
  }

  /** Limits the runs of a task. */
  void limitTask(String task, RateLimit limit) {
    tasks.put(task, new TokenBucket(limit, time.nanoTime()));
    any = true;
  }

  /** Limits the runs of an executor. */
  public void limitExecutor(String executor, RateLimit limit) {
    executors.put(executor, new TokenBucket(limit, time.nanoTime()));
    any = true;
  }

  /** {@code room}, or less if an executor's limit leaves less. */
  int ofExecutor(String executor, int room) {
    return any ? least(executors.get(executor), room) : room;
  }

  /** {@code room}, or less if a task's limit leaves less. */
  int ofTask(String task, int room) {
    return any ? least(tasks.get(task), room) : room;
  }

  private int least(@Nullable TokenBucket bucket, int room) {
    return bucket == null ? room : Math.min(room, bucket.tokens(time.nanoTime()));
  }

  /** What {@code node} can take now: without the tasks whose bucket is empty. */
  Node left(Node node) {
    if (tasks.isEmpty()) {
      return node;
    }
    long now = time.nanoTime();
    Set<String> taken = new HashSet<>(node.tasks());
    Map<String, TaskLimit> limits = new HashMap<>(node.limits());
    tasks.forEach(
        (task, bucket) -> {
          int tokens = bucket.tokens(now);
          if (tokens == 0) {
            taken.remove(task);
          } else {
            limits.put(task, new TaskLimit(tokens, node.limit(task).inCluster()));
          }
        });
    return new Node(node.owner(), taken, node.queues(), limits);
  }

  /** Takes the tokens of executions that were claimed. */
  void take(List<ExecutionRecord> claimed) {
    if (!any) {
      return;
    }
    long now = time.nanoTime();
    for (ExecutionRecord each : claimed) {
      take(tasks.get(each.task()), now);
      take(executors.get(each.policy().queue()), now);
    }
  }

  private static void take(@Nullable TokenBucket bucket, long now) {
    if (bucket != null) {
      bucket.take(1, now);
    }
  }

  /** How long until an empty bucket has a token again; until woken if none is empty. */
  long nanosUntilMore() {
    if (!any) {
      return LoopBody.UNTIL_WOKEN;
    }
    long now = time.nanoTime();
    return Math.min(nanosUntilMore(tasks, now), nanosUntilMore(executors, now));
  }

  private static long nanosUntilMore(Map<String, TokenBucket> buckets, long now) {
    long least = LoopBody.UNTIL_WOKEN;
    for (TokenBucket bucket : buckets.values()) {
      long nanos = bucket.nanosUntilToken(now);
      least = nanos > 0 ? Math.min(least, nanos) : least;
    }
    return least;
  }
}
