package dev.punctual.scheduler.store.redis;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.tck.SampleJobs;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the calls of an engine, one by one. */
final class StoreDriver {

  static final String TASK = "mail";
  static final Duration LEASE = Duration.ofSeconds(60);
  static final List<QueueRoom> ROOM = List.of(new QueueRoom("default", 50));

  private final JobStore store;
  private final Node node =
      new Node("node-" + ThreadLocalRandom.current().nextLong(), Set.of(TASK));
  private final AtomicInteger requests = new AtomicInteger();

  StoreDriver(JobStore store) {
    this.store = store;
  }

  Node node() {
    return node;
  }

  String request() {
    return "r" + requests.incrementAndGet();
  }

  /** A job that fires once and is due. */
  static JobRecord due(String id, Payload payload) {
    Instant due = Instant.ofEpochMilli(Instant.now().toEpochMilli() - 1_000);
    return SampleJobs.once(id, TASK, due).withPayload(payload);
  }

  JobRecord put(String id, Payload payload) {
    return put(id, payload, ConflictPolicy.FAIL);
  }

  JobRecord put(String id, Payload payload, ConflictPolicy onConflict) {
    return store.jobs().put(List.of(due(id, payload)), onConflict).get(0).stored();
  }

  /** Fires what is due; the executions that are leased. */
  List<ExecutionRecord> fire() {
    return fire(claim(request()));
  }

  /** Fires what was claimed; the executions that are leased. */
  List<ExecutionRecord> fire(List<JobClaim> claims) {
    List<FireDecision> decisions = claims.stream().map(StoreDriver::decide).toList();
    List<ExecutionRecord> leased = new ArrayList<>();
    for (FireResult result : store.queue().fire(node, LEASE, decisions).results()) {
      leased.addAll(result.claimed());
    }
    return leased;
  }

  /** Leases what waits. */
  List<ExecutionRecord> claimDue() {
    return store.queue().claimDue(request(), node, ROOM, LEASE, Duration.ZERO).claimed();
  }

  List<JobClaim> claim(String request) {
    return store.queue().claimJobs(request, node, ROOM, LEASE, Duration.ZERO).claims();
  }

  /** Claims due jobs, and fires those that leave nothing to decide. */
  JobClaims take(String request) {
    return takeFrom(store, request);
  }

  /** The same through another store object. */
  JobClaims takeFrom(JobStore other, String request) {
    return takeFrom(other, request, 50);
  }

  /** The same with so much room. */
  JobClaims takeFrom(JobStore other, String request, int room) {
    List<QueueRoom> rooms = List.of(new QueueRoom("default", room));
    return other.queue().claimOrFire(request, node, rooms, LEASE, LEASE, Duration.ZERO);
  }

  /** The one fire of a job, after which it ends. */
  static FireDecision decide(JobClaim claim) {
    Instant fire = Objects.requireNonNull(claim.job().nextFireTime());
    List<PlannedFire> fires = List.of(new PlannedFire(fire, fire, null, Adjustment.NONE));
    return new FireDecision(claim, fires, List.of(), fire, null, null, 1, null);
  }
}
