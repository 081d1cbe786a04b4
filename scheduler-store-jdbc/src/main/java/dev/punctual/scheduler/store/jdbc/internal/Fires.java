package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.EndedExecution;
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
import java.util.List;
import java.util.Optional;

/** Turns due jobs into executions, in tables. */
final class Fires implements FireQueue {

  private final Database database;
  private final Wakeups wakeups;
  private final Groups groups;
  private final JobClaiming jobs;
  private final ExecutionClaiming executions;

  Fires(Database database, Wakeups wakeups, Groups groups) {
    this.database = database;
    this.groups = groups;
    this.wakeups = wakeups;
    this.jobs = new JobClaiming(database);
    this.executions = new ExecutionClaiming(database);
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    return jobs.claim(requestId, node, rooms, hold, horizon);
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decisions) {
    if (decisions.isEmpty()) {
      return database.each("fire", h -> new FireReply(Read.time(database.now(h)), List.of()));
    }
    Limits.batch(decisions.size());
    Firing.Fired fired =
        database.atomically(
            "fire", handle -> new Firing(database, handle, node, lease).fire(decisions));
    wakeups.due(fired.earliestDue());
    return fired.reply();
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    SubmitResult result =
        database.atomically(
            "submit",
            handle -> {
              Step step = new Step(database, handle);
              SubmitResult answer = new Submissions(database, step).submit(jobId, requestId, null);
              step.write();
              return answer;
            });
    wakeups.now(result.status() == SubmitResult.Status.SUBMITTED);
    return result;
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    SubmitResult result =
        database.atomically(
            "rerun",
            handle -> {
              Optional<EndedExecution> failed = Histories.find(database, handle, ended);
              if (failed.isEmpty()) {
                return new SubmitResult(SubmitResult.Status.NOT_FOUND, null);
              }
              Step step = new Step(database, handle);
              SubmitResult answer = new Submissions(database, step).rerun(failed.get(), requestId);
              step.write();
              return answer;
            });
    wakeups.now(result.status() == SubmitResult.Status.SUBMITTED);
    return result;
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    return executions.claim(requestId, node, rooms, lease, horizon);
  }

  @Override
  public NextDue nextDue(Node node) {
    return database.each(
        "nextDue",
        handle -> {
          groups.refresh(handle);
          EarliestDue earliest = new EarliestDue(database, groups.queues(), node.tasks());
          EarliestDue.Seen job = earliest.look(handle, earliest.job(false), node.owner());
          EarliestDue.Seen execution = earliest.look(handle, earliest.execution(), node.owner());
          Long due = EarliestDue.earlier(job.due(), execution.due());
          return new NextDue(Read.time(job.now()), due == null ? null : Read.time(due));
        });
  }
}
