package dev.punctual.scheduler.internal.executor;

import dev.punctual.scheduler.executor.ExecutorContext;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The rule that an executor is started once and used after that. */
public final class Started {

  private Started() {}

  /** Puts {@code value} where there was none; throws IllegalStateException if there was one. */
  public static <T> void once(
      AtomicReference<@Nullable T> place, T value, ExecutorContext context) {
    if (!place.compareAndSet(null, value)) {
      throw new IllegalStateException(
          "executor '" + context.name() + "' was started before; make one for each scheduler");
    }
  }

  /** The value in {@code place}; throws IllegalStateException if there is none yet. */
  public static <T> T require(AtomicReference<@Nullable T> place) {
    T value = place.get();
    if (value == null) {
      throw new IllegalStateException("the executor was not started; its scheduler starts it");
    }
    return value;
  }
}
