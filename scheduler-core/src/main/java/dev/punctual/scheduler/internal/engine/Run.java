package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.FencingToken;
import dev.punctual.scheduler.codec.PayloadException;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.trigger.Adjustment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One leased execution on this node, from its claim to its end. It starts once at most: whoever
 * moves it from WAITING first, the executor to start it or a user to revoke it, wins.
 */
final class Run implements Runnable, ExecutionContext {

  private static final int WAITING = 0;
  private static final int STARTED = 1;
  private static final int ENDED = 2;
  private static final int REVOKED = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Run.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Lane lane;
  private final ExecutionRecord record;
  private final StartWindow window;
  private final LeaseTerm term;

  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  private volatile boolean cancelled;
  private final Interruption interruption = new Interruption();
  private volatile Instant startedAt;

  /**
   * A run of {@code record}.
   *
   * @param window when it may start
   */
  Run(Lane lane, ExecutionRecord record, StartWindow window, LeaseTerm term) {
    this.lane = lane;
    this.record = record;
    this.window = window;
    this.term = term;
    this.startedAt = record.dueTime();
  }

  @Override
  public void run() {
    TimeSource time = lane.time();
    if (window.isOver(time) && revoke()) {
      Outcome tooLate = new Outcome.Missed(MissedRange.Reason.GRACE);
      lane.completions().add(this, completion(tooLate), null);
      return;
    }
    startedAt = time.instant();
    if (!STATE.compareAndSet(this, WAITING, STARTED)) {
      return;
    }
    if (!holdsLease()) {
      lane.abandon(this);
      return;
    }
    publishStarted();
    CompletionStage<?> pending = null;
    Throwable thrown = null;
    MDC.put(MDC_JOB, jobId());
    MDC.put(MDC_EXECUTION, record.id().toString());
    interruption.begin();
    try {
      pending = lane.tasks().call(record.task(), record.payload(), this);
    } catch (Throwable t) {
      thrown = t;
    } finally {
      interruption.end();
      MDC.remove(MDC_EXECUTION);
      MDC.remove(MDC_JOB);
    }
    if (pending == null) {
      end(null, thrown);
    } else {
      endWith(pending);
    }
  }

  private void endWith(CompletionStage<?> pending) {
    try {
      pending.whenComplete(this::end);
    } catch (Throwable broken) {
      end(null, broken);
    }
  }

  private void end(@Nullable Object value, @Nullable Throwable thrown) {
    if (STATE.compareAndSet(this, STARTED, ENDED)) {
      Throwable cause =
          thrown instanceof CompletionException && thrown.getCause() != null
              ? thrown.getCause()
              : thrown;
      lane.completions().add(this, completion(outcomeOf(value, cause)), cause);
    }
  }

  private Outcome outcomeOf(@Nullable Object value, @Nullable Throwable thrown) {
    if (thrown == null) {
      boolean encode = lane.store().traits().durable();
      return ResultCodec.keep(lane.tasks(), record.task(), value, encode);
    }
    if (thrown instanceof PayloadException unreadable) {
      return new Outcome.Parked(ErrorText.of(unreadable));
    }
    if (cancelled
        && (thrown instanceof CancellationException || thrown instanceof InterruptedException)) {
      return new Outcome.Cancelled();
    }
    return new Outcome.Failed(ErrorText.of(thrown), null);
  }

  /** The end of this run as the store is told of it. */
  Completion completion(Outcome outcome) {
    boolean wasStarted = (int) STATE.getVolatile(this) != REVOKED;
    Instant finished = lane.time().instant().truncatedTo(ChronoUnit.MILLIS);
    return new Completion(
        record.lease(),
        outcome,
        wasStarted ? startedAt.truncatedTo(ChronoUnit.MILLIS) : null,
        finished);
  }

  /** Keeps this run from starting; false if it has started or was revoked before. */
  boolean revoke() {
    return STATE.compareAndSet(this, WAITING, REVOKED);
  }

  /** Asks this run to stop, and interrupts its thread if {@code interrupt} says so. */
  void cancel(boolean interrupt) {
    cancelled = true;
    if (interrupt) {
      interruption.interrupt();
    }
  }

  /** Whether it may still start. */
  boolean isWaiting() {
    return (int) STATE.getVolatile(this) == WAITING;
  }

  /** Whether user code runs, or has returned and the store does not know yet. */
  boolean isStarted() {
    int now = (int) STATE.getVolatile(this);
    return now == STARTED || now == ENDED;
  }

  /** Whether user code has returned. */
  boolean isEnded() {
    return (int) STATE.getVolatile(this) == ENDED;
  }

  /** Whether this run's user code is on the calling thread. */
  boolean isOnCurrentThread() {
    return interruption.isOnCurrentThread();
  }

  ExecutionRecord record() {
    return record;
  }

  LeaseTerm term() {
    return term;
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
    return cancelled;
  }

  @Override
  public boolean holdsLease() {
    return term.isCurrent(lane.time());
  }

  @Override
  public String toString() {
    return "Run[" + record.id() + "]";
  }
}
