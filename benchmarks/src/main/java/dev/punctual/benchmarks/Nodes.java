package dev.punctual.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Nodes of one contender that share a store. For one thread. */
public abstract class Nodes implements AutoCloseable {

  private static final long LOOK_NANOS = 2_000_000;
  private static final long QUIET_NANOS = 50_000_000;
  private static final long PATIENCE_NANOS = 240_000_000_000L;

  private final String contender;
  private final List<NodeProcess> all = new ArrayList<>();

  /** None yet. */
  protected Nodes(String contender) {
    this.contender = contender;
  }

  /**
   * Starts a process for each; they do nothing yet.
   *
   * @param workers how many are like {@code worker}
   * @param withClient whether there is one before them that only adds
   */
  protected void start(
      Class<?> main, List<String> jvmFlags, NodeSetup worker, int workers, boolean withClient)
      throws IOException {
    boolean started = false;
    try {
      if (withClient) {
        all.add(NodeProcess.start(main, jvmFlags, worker.asClient().arguments()));
      }
      for (int i = 0; i < workers; i++) {
        all.add(NodeProcess.start(main, jvmFlags, worker.arguments()));
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Whether the store has a job that is not finished and recorded as such. */
  protected abstract boolean isUnfinished() throws Exception;

  /**
   * When the store has written something last, in nanoseconds as {@link Clocks#wallNanos} tells;
   * empty if it does not tell.
   */
  protected OptionalLong lastWritten() throws Exception {
    return OptionalLong.empty();
  }

  /** Has all begin to run jobs. */
  public void start() {
    all.forEach(node -> node.order("start"));
  }

  /** The one that adds. */
  public NodeProcess first() {
    return all.get(0);
  }

  /** One that runs. */
  public NodeProcess last() {
    return all.get(all.size() - 1);
  }

  /** All of them. */
  public List<NodeProcess> all() {
    return all;
  }

  /** Has all forget what ran. */
  public void reset() {
    all.forEach(NodeProcess::reset);
  }

  /** Waits until so many jobs have run. */
  public void awaitRan(int jobs) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    int ran = 0;
    while (ran < jobs) {
      ran = all.stream().mapToInt(NodeProcess::ran).sum();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(contender + ": " + ran + " of " + jobs + " jobs have run");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /**
   * Waits until the store has no unfinished job. Does not look all the time, as it takes the
   * server's time to look through what removed rows have left; where the store tells when it wrote
   * last, the first look comes when all is probably over.
   *
   * @return when it recorded the last job, or else when the look began that found none, in
   *     nanoseconds as {@link Clocks#wallNanos} tells
   */
  public long awaitRecorded() throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long pause = lastWritten().isPresent() ? QUIET_NANOS : 0;
    long began;
    do {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(contender + ": some jobs are never finished");
      }
      LockSupport.parkNanos(pause);
      began = Clocks.wallNanos();
      boolean isUnfinished = isUnfinished();
      OptionalLong written = lastWritten();
      if (!isUnfinished) {
        return written.orElse(began);
      }
      pause = Math.max(written.isPresent() ? QUIET_NANOS : LOOK_NANOS, Clocks.wallNanos() - began);
    } while (true);
  }

  @Override
  public void close() {
    all.forEach(NodeProcess::close);
  }
}
