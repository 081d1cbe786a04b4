package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands due jobs to the nodes that decide their fires, and executions of those that are plain. */
final class JobClaiming {

  private static final Logger LOG = LoggerFactory.getLogger(JobClaiming.class);
  private static final byte[] NOTHING = {};
  private static final int HEAD = 5;

  private final Link link;
  private final Jobs jobs;
  private final FiredJobs plain = new FiredJobs();

  JobClaiming(Link link, Jobs jobs) {
    this.link = link;
    this.jobs = jobs;
  }

  /**
   * A request for claims.
   *
   * @param lease how long executions of plain jobs are leased; null if none is to be fired
   */
  record Request(
      String id,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      @Nullable Duration lease,
      Duration horizon) {}

  JobClaims claim(Request request) {
    List<JobClaim> claims = new ArrayList<>();
    List<ExecutionRecord> fired = new ArrayList<>();
    Instant now = null;
    Instant due = null;
    List<List<QueueRoom>> parts = Rooms.parts(request.rooms);
    for (int part = 0; part < parts.size(); part++) {
      Reply reply = link.call(Script.CLAIM_JOBS, arguments(request, part, parts.get(part)));
      link.saw(reply.number(0));
      now = now == null ? reply.time(0) : now;
      due = reply.timeOrNull(1);
      int firstClaim = HEAD + (int) reply.number(2);
      int firstRun = firstClaim + 2 * (int) reply.number(4);
      readFired(request, reply, firstClaim, fired);
      for (int i = firstClaim; i < firstRun; i += 2) {
        readClaim(reply.bytes(i), reply.number(i + 1), claims);
      }
      for (int i = firstRun; i < reply.size(); i++) {
        fired.add(RunRow.read(reply.bytes(i)));
      }
    }
    return new JobClaims(now == null ? link.estimatedNow() : now, claims, due, fired);
  }

  private List<byte[]> arguments(Request request, int part, List<QueueRoom> rooms) {
    Duration lease = request.lease;
    List<byte[]> arguments =
        Fires.request(request.id, request.node, part, request.hold, request.horizon);
    arguments.add(lease == null ? NOTHING : Script.number(Fields.millis(lease)));
    arguments.add(lease == null ? NOTHING : plain.policies());
    Rooms.write(arguments, rooms, request.rooms);
    return arguments;
  }

  private void readFired(Request request, Reply reply, int end, List<ExecutionRecord> fired) {
    if (end == HEAD || request.lease == null) {
      return;
    }
    String owner = request.node.owner();
    long lease = Fields.millis(request.lease);
    long token = reply.number(3);
    for (int i = HEAD; i < end; i++) {
      try {
        fired.add(plain.read(reply.bytes(i), owner, token, reply.number(0), lease));
      } catch (IllegalStateException damaged) {
        LOG.warn("an execution in Redis is left out, since {}", damaged.getMessage());
      }
      token++;
    }
  }

  private void readClaim(byte[] packed, long token, List<JobClaim> claims) {
    JobRow row = JobRow.readUnlessDamaged(packed);
    if (row == null) {
      return; // its claim runs out, and it is not offered again
    }
    String unreadable = row.unreadable();
    if (unreadable == null) {
      plain.learn(row.job().policy());
      claims.add(new JobClaim(row.job(), token));
    } else {
      jobs.restate(row.job(), JobState.PARKED, unreadable);
    }
  }
}
