package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Turns due jobs into executions, in tables. */
final class Fires implements FireQueue {

  private final Database database;
  private final Steps steps;
  private final Wakeups wakeups;
  private final JobClaiming jobs;
  private final ExecutionClaiming executions;

  Fires(Database database, Steps steps, Wakeups wakeups) {
    this.database = database;
    this.steps = steps;
    this.wakeups = wakeups;
    this.jobs = new JobClaiming(database, wakeups);
    this.executions = new ExecutionClaiming(database, steps);
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    return jobs.claim(requestId, node, rooms, hold, horizon);
  }

  @Override
  public JobClaims claimOrFire(
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      Duration lease,
      Duration horizon) {
    return jobs.claimOrFire(new JobClaiming.Request(requestId, node, rooms, hold, lease, horizon));
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    if (decisions.isEmpty()) {
      return database.each("fire", h -> new FireReply(Read.time(database.now(h)), List.of()));
    }
    Limits.batch(decisions.size());
    wakeups.limits(node);
    Firing.Fired fired =
        database.atomically(
            "fire", handle -> new Firing(database, handle, node, lease).fire(decisions));
    wakeups.due(fired.earliestDue());
    wakeups.revoked(fired.revoked());
    return fired.reply();
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    return steps.take(
        "submit", step -> new Submissions(database, step).submit(jobId, requestId, Payload.none()));
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    return steps.take("rerun", step -> new Submissions(database, step).rerun(ended, requestId));
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    wakeups.limits(node);
    return executions.claim(requestId, node, rooms, lease, horizon);
  }

  @Override
  public NextDue nextDue(Node node) {
    return database.each(
        "nextDue",
        handle -> {
          EarliestDue earliest =
              new EarliestDue(
                  database,
                  node.queues(),
                  node.tasks(),
                  TaskSlots.withRoom(database, handle, node));
          List<String> all = new ArrayList<>(earliest.jobs());
          all.addAll(earliest.executions());
          EarliestDue.Seen seen = earliest.look(handle, all, node.owner());
          Long due = seen.due();
          return new NextDue(Read.time(seen.now()), due == null ? null : Read.time(due));
        });
  }
}
