package com.example.store;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.MissedRange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that the store keeps. Each operation is one {@link #step}: it holds the one lock, sees one
 * time, and what it brought forward is told when it is over.
 */
final class Content {

  private static final Duration LONGEST = Duration.ofDays(365L * 10_000);

  final NavigableMap<String, KeptJob> jobs = new TreeMap<>();
  final Members members = new Members();
  final Log<ExecutionId, EndedExecution> ended;
  final Log<String, MissedRange> missed;
  final Runs runs;
  final ToyHints hints = new ToyHints();

  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private Instant now = Instant.EPOCH;
  private @Nullable Instant sooner;
  private Set<String> unwanted = Set.of();
  private long tokens;

  Content(InstantSource clock, int historyRows) {
    this.clock = clock;
    ended = new Log<>(historyRows, EndedExecution::id);
    missed = new Log<>(historyRows, MissedRange::jobId);
    runs = new Runs(this);
  }

  /** Carries out an operation as one atomic step. */
  <T> T step(Supplier<T> operation) {
    T reply;
    @Nullable Instant told;
    Set<String> revoked;
    lock.lock();
    try {
      now = readClock();
      sooner = null;
      unwanted = new TreeSet<>();
      reply = operation.get();
      told = sooner;
      revoked = unwanted;
    } finally {
      lock.unlock();
    }
    if (told != null) {
      hints.tell(told);
    }
    revoked.forEach(hints::tellRevoked);
    return reply;
  }

  /** The time of the current step. */
  Instant now() {
    return now;
  }

  /** The time in whole milliseconds, for those outside a step. */
  Instant readClock() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The time so long after {@code from}; durations that mean "for ever" end in 10,000 years. */
  static Instant after(Instant from, Duration duration) {
    return from.plus(duration.compareTo(LONGEST) < 0 ? duration : LONGEST);
  }

  /** The time so long before the current step, within the same bound. */
  Instant ago(Duration duration) {
    return now.minus(duration.compareTo(LONGEST) < 0 ? duration : LONGEST);
  }

  /** Grows with each claim and each lease, whatever the clock does. */
  long nextToken() {
    return ++tokens;
  }

  /** Notes that something may be done at {@code due}, for the hint at the end of the step. */
  void wake(@Nullable Instant due) {
    if (due != null && (sooner == null || due.isBefore(sooner))) {
      sooner = due;
    }
  }

  /** Notes that leases of a job are unwanted, for the hint at the end of the step. */
  void revoke(String jobId) {
    unwanted.add(jobId);
  }

  void recordMissed(MissedRange range) {
    missed.add(now, range);
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > 1_000) {
      throw new IllegalArgumentException("limit " + limit + " is out of range; use 1 to 1000");
    }
  }
}
