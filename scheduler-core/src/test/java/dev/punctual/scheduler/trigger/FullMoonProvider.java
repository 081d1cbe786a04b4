package dev.punctual.scheduler.trigger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A custom trigger for tests: every so many days. */
public final class FullMoonProvider implements TriggerProvider {

  @Override
  public String kind() {
    return "full-moon";
  }

  @Override
  public Trigger parse(String body) {
    return new FullMoon(Integer.parseInt(body));
  }

  private record FullMoon(int days) implements Trigger {

    @Override
    public @Nullable Instant next(@Nullable Instant previous, Instant now) {
      return (previous == null ? now : previous).plusSeconds(86_400L * days);
    }

    @Override
    public String text() {
      return "full-moon " + days;
    }
  }
}
