package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.internal.engine.LeaseTerm.Moment;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The loop that makes runs: it claims due jobs, decides their fires, has the store carry them out,
 * claims what else is due, and hands all that to the executors, never more than they have room for.
 * Between rounds it sleeps until the next due time that it knows of.
 */
final class Dispatcher {

  private static final long DOUBT_PAUSE = Duration.ofMillis(100).toNanos();
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int ONE_IN = 10;

  private final Lane lane;
  private final GuardedLoop loop;
  private final Handover handover;
  private final Allowance allowance;
  private final OldestShare oldestJobs = new OldestShare();
  private final OldestShare oldestExecutions = new OldestShare();
  private final NextDue nextDue;
  private final AtomicLong doubts = new AtomicLong(); // that the store holds leases nobody here has
  private volatile long settledDoubts; // written by the loop alone
  private volatile boolean roomFreed; // since the last round began
  private final RoundCalls calls = new RoundCalls();
  private boolean brought; // work, in this round; used by the loop alone
  private int rounds; // used by the loop alone

  Dispatcher(Lane lane) {
    this.lane = lane;
    this.loop = lane.loop("dispatch", this::round);
    this.handover = new Handover(lane);
    this.nextDue = new NextDue(lane.store());
    this.allowance = new Allowance(lane);
  }

  GuardedLoop loop() {
    return loop;
  }

  /** Work may be due at {@code due}; wakes the loop if that is news. */
  void hint(Instant due) {
    if (nextDue.hint(due)) {
      loop.wake();
    }
  }

  /** Has the loop look at the store at once. */
  void wake() {
    nextDue.forget();
    loop.wake();
  }

  /** There is room again in some executor; if it had none, its work was not looked at. */
  void onRoom() {
    if (handover.mayPassOver()) {
      roomFreed = true;
      loop.wake();
    }
  }

  /**
   * Runs that were claimed ahead have begun: what an executor did not take is to be given back, and
   * the room that was kept for the others may be free.
   *
   * @param half whether half of those of some queue have begun since more were claimed
   */
  void onStarted(boolean half) {
    if (handover.isUnsettled()) {
      loop.wake();
    }
    if (half || nextDue.isUrgent()) {
      onRoom();
    }
  }

  Starter starter() {
    return handover.starter();
  }

  private long round() {
    handover.settle();
    if (roomFreed || handover.hasUnreserved()) {
      roomFreed = false;
      if (handover.wasPassedOver()) {
        nextDue.forget(); // what is due in that queue was not looked for
      }
    }
    if (isInDoubt()) {
      settleDoubt();
    }
    if (!lane.isDispatching()) {
      return LoopBody.UNTIL_WOKEN;
    }
    handover.giveBackOverdue();
    if (!handover.passOn()) {
      return orSooner(LONGEST_WAIT.toNanos());
    }
    if (allowance.hasGrown()) {
      nextDue.forget();
    }
    if (!nextDue.isDue()) {
      return orSooner(waitNanos());
    }
    allowance.note();
    boolean jobsFirst = ++rounds % ONE_IN != 0;
    List<QueueRoom> rooms = rooms(jobsFirst);
    if (rooms.isEmpty()) {
      return orSooner(LONGEST_WAIT.toNanos());
    }
    calls.begin();
    brought = false;
    if (!handover.mayPassOver()) {
      nextDue.calm(); // this round looks for all there is
    }
    lane.runs().beginRound();
    boolean answered = false;
    try {
      if (lane.isDispatching()) { // a pause before the round began would not be remembered
        dispatch(rooms, jobsFirst);
      }
      calls.end(!brought && nextDue.isDue());
      answered = !calls.areDoubtful();
    } finally {
      if (!answered) {
        doubts.incrementAndGet();
      }
      lane.runs().endRound();
    }
    allowance.note();
    long wait = orSooner(waitNanos());
    return answered ? wait : Math.min(wait, DOUBT_PAUSE);
  }

  /** A run of a queue has ended after so long. */
  void ended(String queue, long millis) {
    handover.ended(queue, millis);
  }

  private long waitNanos() {
    return Math.min(nextDue.waitNanos(), LONGEST_WAIT.toNanos());
  }

  private List<QueueRoom> rooms(boolean forJobs) {
    return handover.rooms(forJobs ? oldestJobs : oldestExecutions);
  }

  private long orSooner(long nanos) {
    return allowance.orSooner(handover.orSooner(nanos));
  }

  /**
   * Fires jobs and claims executions. What comes second gets what the first has left, so now and
   * then the executions come first: due jobs that fill every slot do not keep retries waiting.
   */
  private void dispatch(List<QueueRoom> rooms, boolean jobsFirst) {
    nextDue.begin();
    boolean looked = false;
    try {
      long next = jobsFirst ? fireJobs(rooms) : claimExecutions(rooms);
      List<QueueRoom> left = jobsFirst && handover.isUsedUp() ? List.of() : rooms(!jobsFirst);
      if (left.isEmpty()) {
        nextDue.forget();
      } else {
        next = Math.min(next, jobsFirst ? claimExecutions(left) : fireJobs(left));
        nextDue.end(next);
      }
      looked = true;
    } finally {
      if (!looked) {
        nextDue.forget();
      }
    }
  }

  private long fireJobs(List<QueueRoom> rooms) {
    EngineSettings settings = lane.settings();
    Moment sent = Moment.now(lane.time());
    String requestId = Ids.next(lane.time());
    Node node = allowance.node();
    JobClaims claims =
        calls.twice(
            () ->
                lane.store()
                    .queue()
                    .claimOrFire(
                        requestId,
                        node,
                        rooms,
                        settings.jobHold(),
                        settings.lease(),
                        lane.store().traits().lookAhead()));
    List<JobClaim> jobs = claims.claims();
    List<ExecutionRecord> fired = claims.fired();
    oldestJobs.filled(
        rooms,
        jobs.size() + fired.size(),
        i ->
            (i < jobs.size() ? jobs.get(i).job().policy() : fired.get(i - jobs.size()).policy())
                .queue());
    brought |= !jobs.isEmpty() || !fired.isEmpty();
    accept(fired, sent, claims.storeNow());
    if (!jobs.isEmpty()) {
      carryOut(node, decide(claims));
    }
    return nextDue.left(claims.storeNow(), claims.nextDue());
  }

  /** Takes the executions of jobs that the store has fired by itself, which have ended. */
  private void accept(List<ExecutionRecord> fired, Moment sent, Instant storeNow) {
    boolean heard = lane.events().isHeard();
    for (ExecutionRecord execution : fired) {
      handover.left(execution.policy().queue()).take(1);
      if (heard) {
        String jobId = execution.id().jobId();
        lane.events()
            .publish(new JobEvent.Removed(lane.time().instant(), lane.name(), jobId, true));
      }
    }
    handover.accept(fired, sent, storeNow);
  }

  private List<FireDecision> decide(JobClaims claims) {
    List<FireDecision> decisions = new ArrayList<>(claims.claims().size());
    for (JobClaim claim : claims.claims()) {
      Handover.Room left = handover.left(claim.job().policy().queue());
      String task = claim.job().task();
      int room = allowance.ofTask(task, left.left());
      FireDecision decision = FirePlanner.plan(claim, claims.storeNow(), room);
      left.take(decision.claimLimit());
      allowance.plan(task, decision.claimLimit());
      decisions.add(decision);
    }
    return decisions;
  }

  private void carryOut(Node node, List<FireDecision> decisions) {
    Moment sent = Moment.now(lane.time());
    FireReply reply =
        calls.twice(() -> lane.store().queue().fire(node, lane.settings().lease(), decisions));
    if (reply.results().size() != decisions.size()) {
      throw new StoreException(
          "fire answered " + reply.results().size() + " times to " + decisions.size());
    }
    List<ExecutionRecord> claimed = new ArrayList<>(decisions.size());
    for (int i = 0; i < decisions.size(); i++) {
      FireResult result = reply.results().get(i);
      for (ExecutionRecord execution : result.claimed()) {
        claimed.add(execution);
      }
      if (!result.applied()) {
        calls.doubt(); // perhaps it was, by a call that arrived twice
      }
      if (result.applied() && lane.events().isHeard()) {
        publish(decisions.get(i), result);
      }
    }
    handover.accept(claimed, sent, reply.storeNow());
    for (int i = 0; i < decisions.size(); i++) {
      findSuperseded(decisions.get(i), reply.results().get(i));
    }
  }

  private void findSuperseded(FireDecision decision, FireResult result) {
    JobRecord job = decision.claim().job();
    if (job.policy().overflow() == Overflow.CANCEL_RUNNING
        && result.claimed().size() < decision.fires().size()) {
      lane.onSuperseded(job.id());
    }
  }

  private long claimExecutions(List<QueueRoom> rooms) {
    EngineSettings settings = lane.settings();
    Moment sent = Moment.now(lane.time());
    String requestId = Ids.next(lane.time());
    Node node = allowance.node();
    ExecutionClaims claims =
        calls.twice(
            () ->
                lane.store()
                    .queue()
                    .claimDue(
                        requestId,
                        node,
                        rooms,
                        settings.lease(),
                        lane.store().traits().lookAhead()));
    List<ExecutionRecord> claimed = claims.claimed();
    brought |= !claimed.isEmpty();
    oldestExecutions.filled(rooms, claimed.size(), i -> claimed.get(i).policy().queue());
    handover.accept(claimed, sent, claims.storeNow());
    for (ExecutionRecord late : claims.missed()) {
      lane.waiters().touch(late.id());
      Duration lateness = Duration.between(late.dueTime(), claims.storeNow());
      lane.events()
          .publish(
              new ExecutionEvent.Missed(
                  lane.time().instant(), lane.info(late), MissedRange.Reason.GRACE, lateness));
    }
    return nextDue.left(claims.storeNow(), claims.nextDue());
  }

  private void publish(FireDecision decision, FireResult result) {
    Instant now = lane.time().instant();
    String jobId = decision.claim().job().id();
    EventBus events = lane.events();
    if (decision.problem() != null) {
      events.publish(new JobEvent.Paused(now, lane.name(), jobId, decision.problem()));
      return;
    }
    for (MissedRange range : decision.missed()) {
      events.publish(new JobEvent.FiresSkipped(now, lane.name(), range));
    }
    for (MissedRange range : result.skipped()) {
      events.publish(new JobEvent.FiresSkipped(now, lane.name(), range));
    }
    if (decision.nextFireTime() == null) {
      events.publish(new JobEvent.Removed(now, lane.name(), jobId, true));
    }
  }

  /** Has the loop look for leases that the store says are ours and that nobody here has. */
  void doubt() {
    doubts.incrementAndGet();
    loop.wake();
  }

  /** Forgets runs whose leases could not be given back, and has the loop look for them. */
  void doubt(List<Run> runs) {
    lane.runs().removeDoubtful(runs, doubts::incrementAndGet);
    loop.wake();
  }

  /** Whether the store may hold leases for this node that nobody here has. */
  boolean isInDoubt() {
    return doubts.get() != settledDoubts;
  }

  /**
   * Gives back leases that the store says are ours and that we do not know: the reply that brought
   * them was lost, or the call that gave them back. Only this loop makes claims, so none is under
   * way now. The doubt lasts until the store has taken them; one that arises meanwhile is settled
   * by the next round.
   */
  private void settleDoubt() {
    long known = doubts.get();
    lane.releaseUnknown(Twice.call(() -> lane.store().leases().claimsOf(lane.owner())));
    settledDoubts = known;
    nextDue.forget();
    lane.onSettled();
  }
}
