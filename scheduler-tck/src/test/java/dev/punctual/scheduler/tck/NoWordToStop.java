package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.List;

/** A store that takes cancellations and never tells the node whose run it is. */
public final class NoWordToStop extends StoreOver {

  /** A store that is right but for that. */
  public NoWordToStop(JobStore real) {
    super(real);
  }

  @Override
  public LeaseBook leases() {
    return new Leases() {
      @Override
      public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
        RenewReply reply = super.renew(owner, lease, leases);
        return new RenewReply(reply.storeNow(), reply.lost(), List.of());
      }
    };
  }

  @Override
  public Membership members() {
    return new Members() {
      @Override
      public Tick tick(Node node, Duration ttl) {
        Tick tick = super.tick(node, ttl);
        return new Tick(
            tick.storeNow(),
            tick.liveNodes(),
            tick.nextDue(),
            tick.expiredLeases(),
            List.of(),
            tick.unknownTasks());
      }
    };
  }
}
