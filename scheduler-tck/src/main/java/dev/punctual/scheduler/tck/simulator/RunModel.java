package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.RunPolicy;
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

  /** How it is treated, as its latest lease says. */
  RunPolicy policy = RunPolicy.DEFAULT;

  /** The number of its next attempt, or of the one under way. */
  int attempt = 1;

  /** When it is to be tried again; null before it has failed. */
  @Nullable Instant retryDue;

  /** How many of its leases ran out. */
  int lost;

  /** Whether user code ever began. */
  boolean began;

  /** Whether no limit of instances holds for it, since its job was gone when it was asked for. */
  boolean unlimited;

  /** Whether the overlap limit may have turned it away. */
  boolean maySkip;

  /** Whether it may have had to wait for other runs of its job. */
  boolean mayBlock;

  /** How many leases had been given, of whatever run, when it last began to wait. */
  int waitsSince;

  /** Whether it may have ended in a way that the ledger cannot tell. */
  boolean deadOrCancelled;

  /** Whether it may never have been. */
  boolean perhaps;

  /** How it ended as far as the ledger tells; null when it does not. */
  @Nullable ExecutionState end;

  RunModel(ExecutionId id, JobModel job) {
    this.id = id;
    this.job = job;
  }

  Guarantee guarantee() {
    return policy.guarantee();
  }

  /** Whether it may not be leased now, as its job is. */
  boolean isRevoked() {
    return !unlimited && job.isRevoked();
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

    /** When it was given, by the store's clock. */
    final Instant given;

    /** Whether the store has said that user code may be called. */
    boolean confirmed;

    boolean began;
    boolean ended;

    /** How user code left; null as long as it has not. */
    Work.@Nullable End end;

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
      this.given = storeNow;
    }
  }
}
