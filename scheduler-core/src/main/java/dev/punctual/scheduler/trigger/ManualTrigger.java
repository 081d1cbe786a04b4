package dev.punctual.scheduler.trigger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Never fires: for a job that runs only when somebody asks, or after another one. Such a job stays
 * until it is removed.
 *
 * <p>Text form: {@code manual}.
 */
public final class ManualTrigger implements Trigger {

  private static final String KIND = "manual";
  private static final ManualTrigger INSTANCE = new ManualTrigger();

  private ManualTrigger() {}

  /** The trigger that never fires. */
  public static ManualTrigger instance() {
    return INSTANCE;
  }

  static ManualTrigger parse(TriggerText text) {
    if (!text.rest().isBlank()) {
      throw new IllegalArgumentException("'manual' stands alone; leave out what follows it");
    }
    return INSTANCE;
  }

  @Override
  public @Nullable Instant next(@Nullable Instant previous, Instant now) {
    return null;
  }

  @Override
  public String text() {
    return KIND;
  }

  @Override
  public String describe() {
    return "only when asked";
  }

  @Override
  public String toString() {
    return KIND;
  }
}
