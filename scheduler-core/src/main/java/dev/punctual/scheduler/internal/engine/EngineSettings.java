package dev.punctual.scheduler.internal.engine;

import java.time.Duration;

/**
 * The engine's numbers.
 *
 * @param lease how long a node owns an execution without renewing
 * @param jobHold how long a node may take to decide the fires of a job
 * @param batch most jobs or executions claimed in one call
 * @param maxLost how many leases of an execution may run out before it is DEAD
 * @param historyAge how long history is kept
 * @param historyCount how many rows of history are kept
 * @param stallLimit how long a round may take before it is reported
 * @param stopGrace how long code may go on after it was asked to stop before it is abandoned
 * @param flushGrace how long a shutdown waits for the store to take the last outcomes
 */
public record EngineSettings(
    Duration lease,
    Duration jobHold,
    int batch,
    int maxLost,
    Duration historyAge,
    long historyCount,
    Duration stallLimit,
    Duration stopGrace,
    Duration flushGrace) {

  /** What holds unless a user says otherwise. */
  public static final EngineSettings DEFAULT =
      new EngineSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          100,
          3,
          Duration.ofDays(7),
          100_000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  /** How much earlier than the store a node considers its lease over. */
  Duration margin() {
    Duration tenth = Duration.ofMillis(lease.toMillis() / 10);
    return tenth.compareTo(Duration.ofSeconds(1)) > 0 ? tenth : Duration.ofSeconds(1);
  }
}
