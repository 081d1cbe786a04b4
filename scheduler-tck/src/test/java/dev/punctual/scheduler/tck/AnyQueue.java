package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A store that tells a node of due work in queues that the node does not serve. */
final class AnyQueue extends StoreOver {

  AnyQueue(JobStore real) {
    super(real);
  }

  private Node everywhere(Node node) {
    Set<String> all = new HashSet<>();
    real.jobs()
        .page(JobFilter.ALL, null, 1_000)
        .items()
        .forEach(job -> all.add(job.policy().queue()));
    live().forEach(run -> all.add(run.policy().queue()));
    return node.withQueues(all);
  }

  @Override
  public FireQueue queue() {
    return new Queue() {
      @Override
      public NextDue nextDue(Node node) {
        return super.nextDue(everywhere(node));
      }
    };
  }

  @Override
  public Membership members() {
    return new Members() {
      @Override
      public Tick tick(Node node, Duration ttl) {
        return super.tick(everywhere(node), ttl);
      }
    };
  }
}
