package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.StoreException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls the store, and once more if that fails: every call may be repeated. */
final class Twice {

  private Twice() {}

  static <T> T call(Supplier<T> call) {
    return call(call, failed -> {});
  }

  /**
   * Makes a call.
   *
   * @param onFailure called in between with the first failure
   */
  static <T> T call(Supplier<T> call, Consumer<StoreException> onFailure) {
    try {
      return call.get();
    } catch (StoreException firstFailure) {
      onFailure.accept(firstFailure);
      return call.get();
    }
  }
}
