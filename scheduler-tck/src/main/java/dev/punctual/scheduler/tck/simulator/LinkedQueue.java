package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fire queue as one host sees it. */
final class LinkedQueue implements FireQueue {

  private final FireQueue real;
  private final Link link;
  private final SimulatedExecutor executor;

  // A repeated request that gets the same answer has no second effect.
  private @Nullable String lastRequest;
  private @Nullable ExecutionClaims lastAnswer;

  LinkedQueue(FireQueue real, Link link, SimulatedExecutor executor) {
    this.real = real;
    this.link = link;
    this.executor = executor;
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    checkRoom("claimJobs", rooms);
    return link.call("claimJobs", () -> real.claimJobs(requestId, node, rooms, hold, horizon));
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    return link.call(
        "fire",
        () -> {
          FireReply reply = real.fire(node, lease, decisions);
          for (int i = 0; i < decisions.size(); i++) {
            FireResult result = reply.results().get(i);
            link.note(new Event.Fired(decisions.get(i), result));
            result.claimed().forEach(claimed -> link.note(new Event.Granted(claimed)));
          }
          return reply;
        });
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    return link.call(
        "submit",
        () -> {
          SubmitResult result = real.submit(jobId, requestId);
          link.note(new Event.Submitted(jobId, result));
          return result;
        });
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    return link.call(
        "rerun",
        () -> {
          SubmitResult result = real.rerun(ended, requestId);
          link.note(new Event.Rerun(ended, result));
          return result;
        });
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    checkRoom("claimDue", rooms);
    return link.call(
        "claimDue",
        () -> {
          ExecutionClaims claims = real.claimDue(requestId, node, rooms, lease, horizon);
          if (!requestId.equals(lastRequest) || !claims.equals(lastAnswer)) {
            claims.claimed().forEach(claimed -> link.note(new Event.Granted(claimed)));
            claims.missed().forEach(late -> link.note(new Event.Late(late)));
          }
          lastRequest = requestId;
          lastAnswer = claims;
          return claims;
        });
  }

  @Override
  public NextDue nextDue(Node node) {
    return link.call("nextDue", () -> real.nextDue(node));
  }

  private void checkRoom(String call, List<QueueRoom> rooms) {
    int asked = 0;
    for (QueueRoom room : rooms) {
      asked += room.room();
    }
    executor.checkRoom(call, asked);
  }
}
