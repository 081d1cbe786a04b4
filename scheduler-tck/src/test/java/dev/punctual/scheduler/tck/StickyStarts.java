package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A store that never forgets that an execution was started, whose lease ever that was. */
final class StickyStarts extends StoreOver {

  private final Set<ExecutionId> started = new HashSet<>();

  StickyStarts(JobStore real) {
    super(real);
    leases =
        new Leases() {
          @Override
          public List<Boolean> start(String owner, List<LeaseRef> leases) {
            List<Boolean> answers = super.start(owner, leases);
            IntStream.range(0, leases.size())
                .filter(answers::get)
                .forEach(i -> started.add(leases.get(i).id()));
            return answers;
          }
        };
    queue =
        new Queue() {
          @Override
          public ExecutionClaims claimDue(
              String requestId,
              Node node,
              List<QueueRoom> rooms,
              Duration lease,
              Duration horizon) {
            ExecutionClaims claims = super.claimDue(requestId, node, rooms, lease, horizon);
            List<LeaseRef> again =
                claims.claimed().stream()
                    .filter(run -> started.contains(run.id()))
                    .map(ExecutionRecord::lease)
                    .toList();
            real.leases().start(node.owner(), again);
            return claims;
          }
        };
  }
}
