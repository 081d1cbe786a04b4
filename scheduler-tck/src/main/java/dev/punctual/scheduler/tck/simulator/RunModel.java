package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.LeaseRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a checker knows of one execution. */
final class RunModel {

  final ExecutionId id;
  final JobModel job;

  /** The lease that it has; null when it has none. */
  @Nullable Lease lease;

  /** Every lease that it ever had, by token. */
  final Map<Long, Lease> leases = new HashMap<>();

  long lastToken;
  boolean cancelRequested;

  /** How it ended as far as the ledger tells; null when it does not. */
  @Nullable ExecutionState end;

  RunModel(ExecutionId id, JobModel job) {
    this.id = id;
    this.job = job;
  }

  boolean holds(LeaseRef ref) {
    Lease now = lease;
    return now != null && now.token == ref.token();
  }

  /** One lease. */
  static final class Lease {

    final long token;
    final String node;
    final ExecutionRecord record;

    /** When it ends, by the store's clock. */
    Instant until;

    /** When it ends in the world's time if the store's clock is not set meanwhile. */
    long untilNanos;

    /** How far the store's clock was off when it was given or renewed. */
    long shift;

    /** How far the store's clock was off when it was given. */
    long givenShift;

    /** When it was given. */
    final long since;

    boolean began;
    boolean ended;

    /** How long it lasts from its beginning or its renewal. */
    final Duration length;

    Lease(String node, ExecutionRecord record, Instant until, Instant storeNow, long since) {
      Instant due = record.dueTime();
      this.length = Duration.between(due.isAfter(storeNow) ? due : storeNow, until);
      this.token = record.token();
      this.node = node;
      this.record = record;
      this.until = until;
      this.since = since;
    }
  }
}
