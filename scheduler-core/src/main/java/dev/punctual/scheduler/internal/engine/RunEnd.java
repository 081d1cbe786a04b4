package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.ExecutionEvent.CancelRequested.Reason;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.RunPolicy;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, as the store and listeners are told.
 *
 * @param outcome what the store is told; null when the run is given back to it, to be started again
 * @param error what listeners are told; null unless it failed
 */
record RunEnd(@Nullable Outcome outcome, @Nullable Throwable error) {

  private static final int LONGEST_CHAIN = 20;

  private static final RunEnd SUCCEEDED = new RunEnd(Outcome.SUCCEEDED, null);
  private static final RunEnd CANCELLED = new RunEnd(new Outcome.Cancelled(), null);
  private static final RunEnd GIVEN_BACK = new RunEnd(null, null);

  /** The end of a run whose code returned {@code value}. */
  static RunEnd returned(Lane lane, ExecutionRecord record, @Nullable Object value) {
    boolean encode = lane.store().traits().durable();
    Outcome kept = ResultCodec.keep(lane.tasks(), record.task(), value, encode);
    return kept.equals(Outcome.SUCCEEDED) ? SUCCEEDED : new RunEnd(kept, null);
  }

  /**
   * The end of a run whose code threw.
   *
   * @param stopped why it was asked to stop; null when it was not
   */
  static RunEnd thrown(Lane lane, Run run, Throwable thrown, @Nullable Reason stopped) {
    if (thrown instanceof UnreadablePayload) {
      return new RunEnd(new Outcome.Parked(ErrorText.of(thrown)), thrown);
    }
    if (stopped == null) {
      return failed(lane, run.record(), thrown);
    }
    if (!isInterruption(thrown)) {
      // Whoever asked it to stop does not want it repeated.
      return stopped == Reason.REQUEST
          ? new RunEnd(new Outcome.Failed(ErrorText.of(thrown), null), thrown)
          : failed(lane, run.record(), thrown);
    }
    return switch (stopped) {
      case TIMEOUT -> {
        TimeoutException timeout = timeout(run.record(), new StackTraceElement[0]);
        timeout.initCause(thrown);
        yield failed(lane, run.record(), timeout);
      }
      case SHUTDOWN -> isOnce(run.record()) ? CANCELLED : GIVEN_BACK;
      case REQUEST, LEASE_LOST -> CANCELLED;
    };
  }

  /**
   * The end of a run whose code does not return.
   *
   * @param where what it does
   */
  static RunEnd abandoned(Lane lane, Run run, Reason stopped, StackTraceElement[] where) {
    if (stopped != Reason.TIMEOUT) {
      return CANCELLED;
    }
    return failed(lane, run.record(), timeout(run.record(), where));
  }

  private static RunEnd failed(Lane lane, ExecutionRecord record, Throwable thrown) {
    Duration delay = delay(lane, record, thrown);
    return new RunEnd(new Outcome.Failed(ErrorText.of(thrown), delay), thrown);
  }

  /** How long until the next attempt; null when there is none. */
  private static @Nullable Duration delay(Lane lane, ExecutionRecord record, Throwable thrown) {
    RunPolicy policy = record.policy().run();
    boolean again =
        !isOnce(record)
            && policy.retry().retries(thrown, record.attempt())
            && lane.tasks().admitsRetry(record.task(), thrown);
    if (!again) {
      return null;
    }
    long bound = policy.retry().delayBound(record.attempt()).toMillis();
    return Duration.ofMillis(lane.time().random().nextLong(bound + 1));
  }

  private static boolean isOnce(ExecutionRecord record) {
    return record.policy().run().guarantee() == Guarantee.AT_MOST_ONCE;
  }

  private static TimeoutException timeout(ExecutionRecord record, StackTraceElement[] where) {
    TimeoutException timeout =
        new TimeoutException("timed out after " + record.policy().run().timeout());
    timeout.setStackTrace(where);
    return timeout;
  }

  /** Whether {@code thrown} is how code says that it stopped because it was asked to. */
  private static boolean isInterruption(Throwable thrown) {
    try {
      Throwable each = thrown;
      for (int depth = 0; each != null && depth < LONGEST_CHAIN; depth++) {
        if (each instanceof InterruptedException
            || each instanceof CancellationException
            || each instanceof InterruptedIOException
            || each instanceof ClosedByInterruptException) {
          return true;
        }
        each = each.getCause();
      }
    } catch (Throwable brokenError) {
      // Its cause cannot be had.
    }
    return false;
  }
}
