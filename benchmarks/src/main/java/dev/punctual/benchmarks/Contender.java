package dev.punctual.benchmarks;

import java.util.List;

/**
 * One node of a scheduler that keeps its jobs outside the process. Times are epoch milliseconds.
 */
public interface Contender extends AutoCloseable {

  /** Begins to run what is due, also after a rest. */
  void start();

  /** Adds a job that runs once. */
  void add(long due);

  /** Adds jobs that run once, in the largest steps that it offers. */
  void addAll(List<Long> due);

  /** Ends it without waiting for jobs. */
  @Override
  void close();
}
