package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.FencingToken;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.trigger.Adjustment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One leased execution on this node, from its claim to its end. It starts once at most: whoever
 * moves it from WAITING first, the executor to start it or a user to revoke it, wins. While the
 * store confirms a start, a user may revoke it still.
 */
final class Run implements Runnable, ExecutionContext {

  private static final int WAITING = 0;
  private static final int STARTED = 1;
  private static final int ENDED = 2;
  private static final int REVOKED = 3;
  private static final int ABANDONED = 4;
  private static final int CONFIRMING = 5; // the store is asked whether the code may be called

  private static final VarHandle STATE;
  private static final VarHandle STOP_REASON;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Run.class, "state", int.class);
      STOP_REASON = lookup.findVarHandle(Run.class, "stopReason", Reason.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Lane lane;
  private final ExecutionRecord record;
  private final StartWindow window;
  private final long closesMillis; // the window's end by wall time

  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  private volatile LeaseTerm term;
  private volatile @Nullable Reason stopReason; // changed through STOP_REASON
  private volatile @Nullable CompletionStage<?> pending; // what goes on without a thread
  private final Interruption interruption = new Interruption();
  private volatile Instant startedAt;

  /** Who runs it, though another may serve its queue by now; written before it is submitted. */
  @Nullable JobExecutor executor;

  // Used by LocalRuns under its lock.
  boolean registered;
  @Nullable Run newer;
  @Nullable Run older;

  /**
   * A run of {@code record}.
   *
   * @param window when it may start
   */
  Run(Lane lane, ExecutionRecord record, StartWindow window, LeaseTerm term) {
    this.lane = lane;
    this.record = record;
    this.window = window;
    boolean closes = record.deadline() != null;
    this.closesMillis = closes ? window.closesMillis(lane.time()) : Long.MAX_VALUE;
    this.term = term;
    this.startedAt = record.dueTime();
  }

  @Override
  public void run() {
    TimeSource time = lane.time();
    long nanos = time.nanoTime();
    if (window.isOver(nanos) && revoke()) {
      Outcome tooLate = new Outcome.Missed(MissedRange.Reason.GRACE);
      lane.completions().add(this, completion(tooLate), null);
      return;
    }
    Instant now = time.instant();
    if ((isDoubtful() || !term.isCurrent(nanos, now.toEpochMilli())) && revoke()) {
      lane.giveBack(List.of(this)); // the store knows whether it is too late
      return;
    }
    startedAt = now;
    RunPolicy policy = record.policy().run();
    boolean confirms = policy.guarantee() != Guarantee.AT_LEAST_ONCE;
    if (!STATE.compareAndSet(this, WAITING, confirms ? CONFIRMING : STARTED)) {
      return;
    }
    if (confirms && !StartConfirmation.of(lane, this)) {
      return;
    }
    publishStarted();
    Duration timeout = policy.timeout();
    if (timeout != null) {
      limit(timeout);
    }
    CompletionStage<?> stage = null;
    Throwable thrown = null;
    LogContext.enter(this);
    interruption.begin();
    try {
      stage = lane.tasks().call(record.task(), record.payload(), this);
    } catch (Throwable t) {
      thrown = t;
    } finally {
      interruption.end();
      LogContext.leave();
    }
    if (stage == null) {
      end(null, thrown);
    } else {
      endWith(stage);
    }
  }

  private void limit(Duration timeout) {
    lane.deadlines().limit(this, timeout);
    if (stopReason != null) { // the limit has taken the place of the grace time
      lane.deadlines().grace(this);
    }
  }

  private void endWith(CompletionStage<?> stage) {
    pending = stage;
    Reason reason = stopReason;
    if (reason != null) {
      cancelPending(reason);
    }
    if ((int) STATE.getVolatile(this) == ABANDONED) {
      lane.abandoned().awaitDecision();
    }
    try {
      stage.whenComplete(this::end);
    } catch (Throwable broken) {
      end(null, broken);
    }
  }

  private void end(@Nullable Object value, @Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (STATE.compareAndSet(this, STARTED, ENDED)) {
      Reason stopped = stopReason;
      if (stopped != null || record.policy().run().timeout() != null) {
        lane.deadlines().forget(this);
      }
      finish(
          cause == null
              ? RunEnd.returned(lane, record, value)
              : RunEnd.thrown(lane, this, cause, stopped));
    } else if ((int) STATE.getVolatile(this) == ABANDONED) {
      lane.abandoned().returned(this, cause);
    }
  }

  /** Passes the end on; whoever moved this run from STARTED calls it. */
  void finish(RunEnd end) {
    Outcome outcome = end.outcome();
    if (outcome != null) {
      lane.completions().add(this, completion(outcome), end.error());
      return;
    }
    lane.giveBack(List.of(this));
    if (lane.events().isHeard()) {
      lane.events().publish(new ExecutionEvent.Released(lane.time().instant(), info()));
    }
  }

  /** The end of this run as the store is told of it. */
  Completion completion(Outcome outcome) {
    boolean wasStarted = (int) STATE.getVolatile(this) != REVOKED;
    Instant started = Instant.ofEpochMilli(startedAt.toEpochMilli());
    long millis = lane.time().millis();
    Instant finished = millis == started.toEpochMilli() ? started : Instant.ofEpochMilli(millis);
    return new Completion(record.lease(), outcome, wasStarted ? started : null, finished);
  }

  /** Whether its time is over by the wall clock alone, which was set or this machine suspended. */
  boolean isDoubtful() {
    return closesMillis != Long.MAX_VALUE && lane.time().millis() > closesMillis;
  }

  /** Keeps this run from starting; false if it has started or was revoked before. */
  boolean revoke() {
    return STATE.compareAndSet(this, WAITING, REVOKED) || takeBack();
  }

  /** Keeps the code of a run from being called whose start the store is asked to confirm. */
  boolean takeBack() {
    return STATE.compareAndSet(this, CONFIRMING, REVOKED);
  }

  /** Lets the code be called, as the store has confirmed; false if it was revoked meanwhile. */
  boolean confirm() {
    return STATE.compareAndSet(this, CONFIRMING, STARTED);
  }

  /** Decides the end of a run without waiting for its code; false if the code has returned. */
  boolean abandon() {
    return STATE.compareAndSet(this, STARTED, ABANDONED)
        || STATE.compareAndSet(this, CONFIRMING, ABANDONED);
  }

  /**
   * Asks this run to stop and interrupts it; if a user wants that before it has started, it never
   * does. The first reason counts.
   */
  void stop(Reason reason) {
    if (reason == Reason.REQUEST && revoke()) {
      lane.completions().add(this, completion(new Outcome.Cancelled()), null);
      return;
    }
    boolean first = STOP_REASON.compareAndSet(this, null, reason);
    if (!isRunning()) {
      return;
    }
    if (first) {
      lane.events()
          .publish(new ExecutionEvent.CancelRequested(lane.time().instant(), info(), reason));
    }
    if (first && reason != Reason.SHUTDOWN) {
      lane.deadlines().grace(this);
    }
    interruption.interrupt();
    cancelPending(reason);
  }

  /**
   * Cancels what goes on without a thread, on a thread of its own: that may call user code. Not for
   * a shutdown, which is to tell what it leaves behind.
   */
  private void cancelPending(Reason reason) {
    if (reason != Reason.SHUTDOWN && pending instanceof Future<?> future) {
      CallQueue calls = new CallQueue("punctual-" + lane.name() + "-cancel", lane.time());
      var unused = calls.run(() -> future.cancel(true));
      calls.close();
    }
  }

  /** Why it was asked to stop; null if it was not. */
  @Nullable Reason stopReason() {
    return stopReason;
  }

  /** Whether its code was called, or is about to be, and has not returned. */
  boolean isRunning() {
    int now = (int) STATE.getVolatile(this);
    return now == STARTED || now == CONFIRMING;
  }

  /** Whether it may still start. */
  boolean isWaiting() {
    return (int) STATE.getVolatile(this) == WAITING;
  }

  /** Whether its code was called. */
  boolean hasBegun() {
    int now = (int) STATE.getVolatile(this);
    return now == STARTED || now == ENDED || now == ABANDONED;
  }

  /** Whether user code has returned or is waited for no more. */
  boolean isEnded() {
    int now = (int) STATE.getVolatile(this);
    return now == ENDED || now == ABANDONED;
  }

  /** Whether user code holds a thread. */
  boolean isOnThread() {
    return interruption.isOnThread();
  }

  /** What the thread of user code does; empty if it has none. */
  StackTraceElement[] stackTrace() {
    return interruption.stackTrace();
  }

  /** Whether this run's user code is on the calling thread. */
  boolean isOnCurrentThread() {
    return interruption.isOnCurrentThread();
  }

  ExecutionRecord record() {
    return record;
  }

  /** The lease lasts until another time, or is lost. */
  void renew(LeaseTerm renewed) {
    term = renewed;
  }

  /** Whether the store has said that the lease is gone. */
  boolean hasLostLease() {
    return term.equals(LeaseTerm.LOST);
  }

  StartWindow window() {
    return window;
  }

  /** What events say about this run. */
  ExecutionEvent.Run info() {
    return lane.info(record);
  }

  private void publishStarted() {
    EventBus events = lane.events();
    if (events.isHeard()) {
      Duration lateness = Duration.between(record.dueTime(), startedAt);
      events.publish(new ExecutionEvent.Started(startedAt, info(), lateness));
    }
  }

  @Override
  public String jobId() {
    return record.id().jobId();
  }

  @Override
  public ExecutionId executionId() {
    return record.id();
  }

  @Override
  public String taskName() {
    return record.task();
  }

  @Override
  public Instant fireTime() {
    return record.fireTime();
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public Adjustment adjustment() {
    return record.adjustment();
  }

  @Override
  public int attempt() {
    return record.attempt();
  }

  @Override
  public FencingToken fencingToken() {
    return new FencingToken(record.fireTime(), record.token());
  }

  @Override
  public boolean isCancelled() {
    return stopReason != null;
  }

  @Override
  public boolean holdsLease() {
    TimeSource time = lane.time();
    return term.isCurrent(time.nanoTime(), time.millis());
  }

  @Override
  public String toString() {
    return "Run[" + record.id() + "]";
  }
}
