package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.NextDue;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns due jobs into executions in Redis. */
final class Fires implements FireQueue {

  private static final List<SubmitResult.Status> SUBMITTED =
      List.of(
          SubmitResult.Status.SUBMITTED,
          SubmitResult.Status.WAITING,
          SubmitResult.Status.SKIPPED,
          SubmitResult.Status.NOT_FOUND);

  private final Link link;
  private final Watch watch;
  private final JobClaiming claiming;
  private final Decisions decisions;
  private final LatestReplies<JobClaims> jobReplies = new LatestReplies<>();
  private final LatestReplies<ExecutionClaims> runReplies = new LatestReplies<>();

  Fires(Link link, Jobs jobs, Watch watch) {
    this.link = link;
    this.watch = watch;
    this.claiming = new JobClaiming(link, jobs);
    this.decisions = new Decisions(link);
  }

  @Override
  public JobClaims claimJobs(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    return claim(new JobClaiming.Request(requestId, node, rooms, hold, null, horizon));
  }

  @Override
  public JobClaims claimOrFire(
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      Duration lease,
      Duration horizon) {
    @Nullable Duration unlessLimited = node.limits().isEmpty() ? lease : null;
    return claim(new JobClaiming.Request(requestId, node, rooms, hold, unlessLimited, horizon));
  }

  private JobClaims claim(JobClaiming.Request request) {
    Duration wait = watch.settling();
    if (!wait.isZero()) {
      Instant now = link.estimatedNow();
      return new JobClaims(now, List.of(), now.plus(wait));
    }
    return jobReplies.answer(request.node().owner(), request.id(), () -> claiming.claim(request));
  }

  /** Forgets what a node was answered. */
  void forget(String owner) {
    jobReplies.forget(owner);
    runReplies.forget(owner);
  }

  @Override
  public FireReply fire(Node node, Duration lease, List<FireDecision> decided) {
    return decisions.fire(node, lease, decided);
  }

  @Override
  public SubmitResult submit(String jobId, String requestId) {
    ExecutionId.ofRequest(jobId, 0, requestId);
    Reply reply = link.call(Script.SUBMIT, Script.text(jobId), Script.text(requestId));
    SubmitResult.Status status = SUBMITTED.get((int) reply.number(0));
    if (status == SubmitResult.Status.NOT_FOUND) {
      return new SubmitResult(status, null);
    }
    long generation = RunKey.generation(reply.text(1));
    return new SubmitResult(status, ExecutionId.ofRequest(jobId, generation, requestId));
  }

  @Override
  public SubmitResult rerun(ExecutionId ended, String requestId) {
    ExecutionId id = ExecutionId.ofRequest(ended.jobId(), ended.generation(), requestId);
    Reply reply =
        link.call(
            Script.RERUN,
            Script.text(RunKey.of(ended)),
            Script.text(ended.jobId()),
            Script.text(RunKey.digits(ended.generation())),
            Script.text(requestId));
    SubmitResult.Status status = SUBMITTED.get((int) reply.number(0));
    return new SubmitResult(status, status == SubmitResult.Status.NOT_FOUND ? null : id);
  }

  @Override
  public ExecutionClaims claimDue(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    Duration wait = watch.settling();
    if (!wait.isZero()) {
      Instant now = link.estimatedNow();
      return new ExecutionClaims(now, List.of(), List.of(), now.plus(wait));
    }
    return runReplies.answer(
        node.owner(), requestId, () -> askForRuns(requestId, node, rooms, lease, horizon));
  }

  private ExecutionClaims askForRuns(
      String requestId, Node node, List<QueueRoom> rooms, Duration lease, Duration horizon) {
    List<ExecutionRecord> claimed = new ArrayList<>();
    List<ExecutionRecord> missed = new ArrayList<>();
    Rooms.Taken taken = new Rooms.Taken();
    Instant now = null;
    Instant due = null;
    List<List<QueueRoom>> parts = Rooms.parts(rooms);
    for (int part = 0; part < parts.size(); part++) {
      List<byte[]> arguments = request(requestId, node, part, lease, horizon);
      arguments.add(taken.limits(node));
      Rooms.write(arguments, parts.get(part), rooms);
      Reply reply = link.call(Script.CLAIM_DUE, arguments);
      link.saw(reply.number(0));
      now = now == null ? reply.time(0) : now;
      due = reply.timeOrNull(1);
      Row late = Row.ofArray(reply.bytes(2));
      for (int i = 1; i <= late.size(); i++) {
        missed.add(RunRow.read(late.bytes(i)));
      }
      for (int i = 3; i < reply.size(); i++) {
        ExecutionRecord run = RunRow.read(reply.bytes(i));
        taken.add(run.task());
        claimed.add(run);
      }
    }
    return new ExecutionClaims(now == null ? link.estimatedNow() : now, claimed, missed, due);
  }

  /** What the arguments of a request begin with. */
  static List<byte[]> request(
      String requestId, Node node, int part, Duration duration, Duration horizon) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(Script.text(node.owner()));
    arguments.add(Script.text(requestId));
    arguments.add(Script.number(part));
    arguments.add(Script.number(Fields.millis(duration)));
    arguments.add(Script.number(Fields.millis(horizon)));
    arguments.add(Pack.texts(node.tasks()));
    return arguments;
  }

  @Override
  public NextDue nextDue(Node node) {
    Reply reply =
        link.call(
            Script.NEXT_DUE,
            Pack.texts(node.tasks()),
            new Rooms.Taken().limits(node),
            Pack.texts(node.queues()));
    link.saw(reply.number(0));
    @Nullable Instant due = reply.timeOrNull(1);
    return new NextDue(reply.time(0), due);
  }
}
