package com.example.store;

import dev.punctual.scheduler.store.Node;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node can do, and in which order: priority, due time, id. This looks at every row; a store
 * of many rows keeps an index by queue, priority and due time for each task instead.
 */
final class Due {

  static final Comparator<KeptJob> JOBS =
      Comparator.comparingInt((KeptJob job) -> -job.record.policy().priority())
          .thenComparing(job -> Objects.requireNonNull(job.record.dueTime()))
          .thenComparing(job -> job.record.id());

  static final Comparator<KeptRun> RUNS =
      Comparator.comparingInt((KeptRun run) -> -run.source.policy().priority())
          .thenComparing(run -> run.dueTime)
          .thenComparing(run -> run.id, Runs.BY_ID);

  /** What has been due longest comes first, whatever its priority. */
  static final Comparator<KeptJob> OLDEST_JOBS =
      Comparator.comparing((KeptJob job) -> Objects.requireNonNull(job.record.dueTime()))
          .thenComparing(JOBS);

  static final Comparator<KeptRun> OLDEST_RUNS =
      Comparator.comparing((KeptRun run) -> run.dueTime).thenComparing(RUNS);

  private Due() {}

  /** Jobs of all times and queues that fire and that the node has code for. */
  static Stream<KeptJob> jobs(Content content, Node node) {
    return content.jobs.values().stream().filter(job -> job.mayFireOn(node));
  }

  /** Executions of all times and queues that wait for a node, and that this one can and may run. */
  static Stream<KeptRun> runs(Content content, Node node, Quota quota) {
    return content.runs.live.values().stream()
        .filter(run -> run.mayRunOn(node) && quota.admits(run.source.task()));
  }

  /** When the earliest is due in the queues that the node serves; null when there is nothing. */
  static @Nullable Instant next(Content content, Node node) {
    Instant now = content.now();
    return earliest(
        Stream.concat(
            jobs(content, node)
                .filter(job -> node.queues().contains(job.record.policy().queue()))
                .flatMap(job -> Stream.ofNullable(job.claimableAt(now))),
            runs(content, node, new Quota(node, content.runs))
                .filter(run -> node.queues().contains(run.source.policy().queue()))
                .map(run -> run.dueTime)));
  }

  static @Nullable Instant earliest(Stream<Instant> times) {
    return times.min(Comparator.naturalOrder()).orElse(null);
  }
}
