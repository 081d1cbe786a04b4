package dev.punctual.scheduler.store;

import java.time.Instant;

/**
 * Durable home of jobs and executions, seen through six roles.
 *
 * <p>Every operation of every role is one atomic step, may be repeated after an unknown outcome
 * without a second effect, may block its caller, and may be called from any thread. A normal
 * refusal is a return value. {@link StoreException} means that the outcome is unknown or the store
 * cannot be reached; the caller backs off and tries again.
 *
 * <p>Whether something is due and whether a lease holds is decided by the store's own clock inside
 * the operation. No operation takes the caller's time.
 */
public interface JobStore extends AutoCloseable {

  /** Adds, changes, removes and lists jobs. */
  JobRegistry jobs();

  /** Turns due jobs into executions and hands out due executions. */
  FireQueue queue();

  /** Keeps, ends and takes away leases on executions. */
  LeaseBook leases();

  /** What ran and what was skipped. */
  History history();

  /** Which nodes share this store. */
  Membership members();

  /** Early word that something became due sooner. */
  Hints hints();

  /** What this store promises beyond the contract. */
  StoreTraits traits();

  /**
   * The store's time, estimated from its latest reply where asking would cost a round trip. Never
   * blocks. Good for first fire times; due tests are made inside the operations.
   */
  Instant now();

  /**
   * Whether what the calling thread does to this store now is part of a transaction of its own,
   * which may still be undone. A scheduler then gives a job to the store even before its start.
   */
  default boolean isInTransaction() {
    return false;
  }

  /** Releases what this object opened itself; a store that was handed a client leaves it open. */
  @Override
  void close();
}
