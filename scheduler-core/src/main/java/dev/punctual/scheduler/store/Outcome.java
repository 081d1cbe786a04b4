package dev.punctual.scheduler.store;

import dev.punctual.scheduler.codec.Payload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a run ended. Closed on purpose: a new outcome is a new contract. */
public sealed interface Outcome {

  /** It returned. */
  Outcome SUCCEEDED = new Succeeded(Payload.none());

  /**
   * It returned.
   *
   * @param result what it returned, kept with its history
   * @param note what the history says beside it, such as why the result was not kept; null for
   *     nothing
   */
  record Succeeded(Payload result, @Nullable String note) implements Outcome {
    /** It returned, and there is nothing else to say. */
    public Succeeded(Payload result) {
      this(result, null);
    }
  }

  /**
   * It threw.
   *
   * @param error what it threw, at most 8 KiB of text
   * @param retryAfter how long until the next attempt; null when there is none and it is DEAD
   */
  record Failed(String error, @Nullable Duration retryAfter) implements Outcome {}

  /**
   * It was not started.
   *
   * @param reason why
   */
  record Missed(MissedRange.Reason reason) implements Outcome {}

  /** It was stopped, or not started, because a user said so. */
  record Cancelled() implements Outcome {}

  /**
   * It cannot be run as it is stored: this node lacks its task or cannot read its payload. It is
   * kept, PARKED, until a node announces itself that may.
   *
   * @param problem what is wrong, without the payload itself
   */
  record Parked(String problem) implements Outcome {}
}
