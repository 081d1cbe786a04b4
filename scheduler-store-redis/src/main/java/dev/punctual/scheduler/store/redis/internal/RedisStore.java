package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreTraits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The store in Redis: one object per role over one connection. */
public final class RedisStore implements JobStore {

  private final Server server;
  private final Link link;
  private final Jobs jobs;
  private final Fires queue;
  private final Leases leases;
  private final Histories history;
  private final Members members;
  private final Wakeups wakeups;
  private final StoreTraits traits;

  /**
   * How a store is opened.
   *
   * @param namespace names its jobs among those of others on the server
   * @param timeout how long a call may take
   * @param replicas how many replicas must have a write before it counts; 0 for none
   * @param replicaTimeout how long they may take
   * @param clock what tells the time instead of the server; null for the server
   * @param shift what is added to the server's time, in milliseconds; for tests
   */
  public record Options(
      String namespace,
      Duration timeout,
      int replicas,
      Duration replicaTimeout,
      @Nullable InstantSource clock,
      LongSupplier shift) {}

  private RedisStore(Server server, Options options, StoreTraits traits) {
    this.server = server;
    this.traits = traits;
    this.wakeups = new Wakeups(server::openPubSub, options.namespace());
    Watch watch = new Watch(wakeups::tellLoss);
    this.link = new Link(server.commands(), options, watch);
    this.jobs = new Jobs(link);
    this.queue = new Fires(link, jobs, watch);
    this.leases = new Leases(link, watch);
    this.history = new Histories(link);
    this.members = new Members(link, jobs, queue, watch);
    ServerCheck.run(link);
    watch.check(link);
    server.onConnections(link::lost, this::lookAgain);
  }

  /** What the server has now may be due, and nobody told while it was away. */
  private void lookAgain() {
    link.lookAgain();
    wakeups.tellDue(link.estimatedNow());
  }

  /**
   * Opens a store, which then closes {@code server}; so does this method if it fails.
   *
   * @throws IllegalStateException if the server cannot keep jobs
   * @throws dev.punctual.scheduler.store.StoreException if it does not answer
   */
  public static RedisStore open(Server server, Options options, StoreTraits traits) {
    try {
      return new RedisStore(server, options, traits);
    } catch (RuntimeException | Error failure) {
      server.close();
      throw failure;
    }
  }

  @Override
  public JobRegistry jobs() {
    return jobs;
  }

  @Override
  public FireQueue queue() {
    return queue;
  }

  @Override
  public LeaseBook leases() {
    return leases;
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Membership members() {
    return members;
  }

  @Override
  public Hints hints() {
    return wakeups;
  }

  @Override
  public StoreTraits traits() {
    return traits;
  }

  @Override
  public Instant now() {
    return link.estimatedNow();
  }

  @Override
  public void close() {
    link.close();
    wakeups.close();
    server.close();
  }
}
