package dev.punctual.scheduler.trigger;

import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of trigger that providers add to the built-in ones. */
final class TriggerKinds {

  static final Set<String> BUILT_IN =
      Set.of(
          "date",
          "interval",
          "cron",
          "crontab",
          "apscheduler",
          "quartz",
          "spring",
          "calendar",
          "and",
          "or",
          "except");

  private static volatile Map<String, TriggerProvider> known = Map.of();

  private TriggerKinds() {}

  /** The provider of a kind, or null; looks again for providers when the kind is not yet known. */
  static @Nullable TriggerProvider find(String kind) {
    TriggerProvider provider = known.get(kind);
    if (provider == null && wellFormed(kind)) {
      known = index(ServiceLoader.load(TriggerProvider.class));
      provider = known.get(kind);
    }
    return provider;
  }

  private static boolean wellFormed(String kind) {
    return !kind.isEmpty()
        && kind.length() <= 64
        && kind.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }

  /** The providers by kind; refuses two of one kind. */
  static Map<String, TriggerProvider> index(Iterable<TriggerProvider> providers) {
    Map<String, TriggerProvider> kinds = new HashMap<>();
    for (TriggerProvider provider : providers) {
      String kind = provider.kind();
      TriggerProvider other = kinds.put(kind, provider);
      if (other != null || BUILT_IN.contains(kind) || !wellFormed(kind)) {
        throw new IllegalStateException(
            "trigger kind '"
                + TriggerSyntaxException.quote(kind)
                + "' of "
                + provider.getClass().getName()
                + (other != null
                    ? " is also provided by " + other.getClass().getName()
                    : " is built in or no word of lower-case letters, digits and hyphens")
                + "; rename one");
      }
    }
    return Map.copyOf(kinds);
  }
}
