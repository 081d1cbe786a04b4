package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.StoreTraits;
import java.time.Duration;
import java.time.Instant;

/** The shared store as one host sees it. */
final class LinkedStore implements JobStore {

  private final JobStore real;
  private final Link link;
  private final StoreTraits traits;
  private final int members;
  private final JobRegistry jobs;
  private final LinkedQueue queue;
  private final LeaseBook leases;
  private final History history;
  private Hints.Subscription subscription = () -> {};

  /**
   * A view of the cluster's store.
   *
   * @param executor what the host runs its jobs on
   */
  LinkedStore(Cluster cluster, Link link, SimulatedExecutor executor) {
    this.real = cluster.store();
    this.link = link;
    this.traits = cluster.traits();
    this.members = cluster.members();
    this.jobs = new LinkedJobs(real.jobs(), link);
    this.queue = new LinkedQueue(real.queue(), link, executor);
    this.leases = new LinkedLeases(real.leases(), link);
    this.history = new LinkedHistory(real.history(), link);
  }

  /** What the store does when it notices that the host is gone. */
  void cut() {
    subscription.close();
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
    return new Membership() {
      @Override
      public Tick tick(Node node, Duration ttl) {
        return link.call("tick", () -> withMembers(real.members().tick(node, ttl)));
      }

      @Override
      public void leave(String owner) {
        link.call(
            "leave",
            () -> {
              real.members().leave(owner);
              return true;
            });
      }
    };
  }

  /** With the nodes that are not simulated. */
  private Membership.Tick withMembers(Membership.Tick tick) {
    return tick.liveNodes() >= members
        ? tick
        : new Membership.Tick(
            tick.storeNow(),
            members,
            tick.nextDue(),
            tick.expiredLeases(),
            tick.cancelled(),
            tick.unknownTasks());
  }

  @Override
  public Hints hints() {
    return listener -> {
      Hints.Subscription opened =
          real.hints()
              .subscribe(
                  new Hints.Listener() {
                    @Override
                    public void dueAt(Instant due) {
                      if (link.carriesHint()) {
                        listener.dueAt(due);
                      }
                    }

                    @Override
                    public void revoked(String jobId) {
                      if (link.carriesHint()) {
                        listener.revoked(jobId);
                      }
                    }
                  });
      subscription = opened;
      return opened;
    };
  }

  @Override
  public StoreTraits traits() {
    return traits;
  }

  @Override
  public Instant now() {
    return real.now();
  }

  /** Leaves the store open: other hosts use it. */
  @Override
  public void close() {}
}
