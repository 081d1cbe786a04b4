package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.StoreException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of dispatch rounds to the store, each made once more if it fails. The repetition of a
 * call that the store always refuses may be answered as one that got nothing though there is work,
 * time after time; the third such round in a row fails. Used by the dispatch loop alone.
 */
final class RoundCalls {

  private static final int MOST_IN_VAIN = 2;

  private @Nullable StoreException failure; // of this round
  private boolean doubtful;
  private int inVain; // rounds in a row

  /** A round begins. */
  void begin() {
    failure = null;
    doubtful = false;
  }

  /** Makes a call. */
  <T> T twice(Supplier<T> call) {
    return Twice.call(call, failed -> failure = failed);
  }

  /** Takes note of an answer that may be about a call that arrived twice. */
  void doubt() {
    doubtful = true;
  }

  /** Whether the store may have done something of which this node knows nothing. */
  boolean areDoubtful() {
    return doubtful || failure != null;
  }

  /**
   * The calls of a round were answered.
   *
   * @param nothing whether the round brought no work though some is due
   * @throws StoreException the failure of a call, if nothing comes of round after round
   */
  void end(boolean nothing) {
    StoreException failed = failure;
    inVain = failed != null && nothing ? inVain + 1 : 0;
    if (failed != null && inVain > MOST_IN_VAIN) {
      throw failed;
    }
  }
}
