package dev.punctual.scheduler.internal.memory;

import dev.punctual.scheduler.codec.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the history says about an end, besides the state. */
record Ending(
    @Nullable String node,
    @Nullable Instant started,
    Instant finished,
    @Nullable String error,
    Payload result) {

  /** The end of an execution that did not run. */
  static Ending unstarted(Instant finished) {
    return new Ending(null, null, finished, null, Payload.none());
  }
}
