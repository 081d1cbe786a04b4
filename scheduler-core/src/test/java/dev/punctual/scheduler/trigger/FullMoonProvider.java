package dev.punctual.scheduler.trigger;

import java.time.Instant;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** A custom trigger for tests: every so many days. */
public final class FullMoonProvider implements TriggerProvider {

  @Override
  public String kind() {
    return "full-moon";
  }

  @Override
  @SuppressWarnings("NullAway") // a provider that breaks the contract is what it stands for
  public Trigger parse(String body) {
    return switch (body) {
      case "error" -> throw new AssertionError("a fault of the provider");
      case "service" -> throw new ServiceConfigurationError("a fault of the class path");
      case "null" -> null;
      default -> new FullMoon(Integer.parseInt(body));
    };
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
