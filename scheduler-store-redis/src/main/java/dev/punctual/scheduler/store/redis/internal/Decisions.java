package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out fire decisions, up to {@link Limits#CALL} rows in one script. One decision is never
 * cut, whatever the number of its fires. Leased executions are not read back: all about them but
 * the token and the end of the lease is known here.
 */
final class Decisions {

  private final Link link;

  Decisions(Link link) {
    this.link = link;
  }

  FireReply fire(Node node, Duration lease, List<FireDecision> decided) {
    List<FireResult> results = new ArrayList<>(decided.size());
    Rooms.Taken taken = new Rooms.Taken();
    Instant now = null;
    for (int from = 0; from < decided.size(); ) {
      int to = from;
      int rows = 0;
      while (to < decided.size() && (to == from || rows + rows(decided.get(to)) <= Limits.CALL)) {
        rows += rows(decided.get(to++));
      }
      List<FireDecision> part = decided.subList(from, to);
      Reply reply = link.call(Script.FIRE, arguments(node, lease, part, taken));
      now = now == null ? reply.time(0) : now;
      link.saw(reply.number(0));
      for (int i = 0; i < part.size(); i++) {
        FireResult result = result(part.get(i), reply, i + 1, node.owner(), lease);
        result.claimed().forEach(run -> taken.add(run.task()));
        results.add(result);
      }
      from = to;
    }
    return new FireReply(now == null ? link.estimatedNow() : now, results);
  }

  private static int rows(FireDecision decision) {
    return Math.max(1, decision.fires().size());
  }

  private static List<byte[]> arguments(
      Node node, Duration lease, List<FireDecision> part, Rooms.Taken taken) {
    List<byte[]> arguments = new ArrayList<>(part.size() + 3);
    arguments.add(Script.text(node.owner()));
    arguments.add(Script.number(Fields.millis(lease)));
    arguments.add(taken.limits(node));
    part.forEach(decision -> arguments.add(pack(decision)));
    return arguments;
  }

  private static byte[] pack(FireDecision decision) {
    JobRecord job = decision.claim().job();
    Pack pack =
        Pack.row()
            .text(job.id())
            .text(RunKey.digits(job.generation()))
            .number(job.version())
            .number(decision.claim().token())
            .orFalse(decision.problem())
            .orFalse(Fields.orNull(decision.lastFireTime()))
            .orFalse(Fields.orNull(decision.nextFireTime()))
            .orFalse(Fields.orNull(decision.dueTime()))
            .number(decision.claimLimit());
    if (decision.missed().isEmpty()) {
      pack.flag(false);
    } else {
      pack.begin(decision.missed().size());
      decision.missed().forEach(range -> RunRow.write(pack, range));
    }
    for (PlannedFire fire : decision.fires()) {
      pack.text(RunKey.fire(fire.fireTime().toEpochMilli()))
          .number(Fields.millis(fire.fireTime()))
          .number(Fields.millis(fire.dueTime()))
          .orFalse(Fields.orNull(fire.deadline()))
          .orFalse(Fields.adjustment(fire.adjustment()));
    }
    return pack.bytes();
  }

  private static FireResult result(
      FireDecision decision, Reply reply, int place, String owner, Duration lease) {
    Instant now = reply.time(0);
    if (reply.isList(place)) {
      return result(decision, reply.list(place), owner, now);
    }
    long token = reply.number(place);
    if (token == 0) {
      return FireResult.STALE;
    }
    PlannedFire fire = decision.fires().get(0);
    Instant from = fire.dueTime().isAfter(now) ? fire.dueTime() : now;
    Instant until = Instant.ofEpochMilli(Fields.millis(from) + Fields.millis(lease));
    ExecutionRecord run = leased(decision.claim().job(), fire, owner, token, until, now);
    return new FireResult(true, List.of(run), List.of());
  }

  private static FireResult result(FireDecision decision, Reply reply, String owner, Instant now) {
    JobRecord job = decision.claim().job();
    List<ExecutionRecord> claimed = new ArrayList<>();
    for (int i = 4; i < reply.size(); i += 3) {
      PlannedFire fire = decision.fires().get((int) reply.number(i));
      claimed.add(leased(job, fire, owner, reply.number(i + 1), reply.time(i + 2), now));
    }
    long skipped = reply.number(1);
    if (skipped == 0) {
      return new FireResult(true, claimed, List.of());
    }
    MissedRange range =
        new MissedRange(
            job.id(),
            job.generation(),
            reply.time(2),
            reply.time(3),
            skipped,
            MissedRange.Reason.MAX_INSTANCES);
    return new FireResult(true, claimed, List.of(range));
  }

  private static ExecutionRecord leased(
      JobRecord job,
      PlannedFire fire,
      @Nullable String owner,
      long token,
      Instant until,
      Instant now) {
    return new ExecutionRecord(
        ExecutionId.ofFire(job.id(), job.generation(), fire.fireTime()),
        job.task(),
        job.payload(),
        job.policy(),
        job.tags(),
        fire.fireTime(),
        fire.dueTime(),
        fire.deadline(),
        fire.adjustment(),
        ExecutionState.CLAIMED,
        owner,
        token,
        until,
        1,
        0,
        false,
        now);
  }
}
