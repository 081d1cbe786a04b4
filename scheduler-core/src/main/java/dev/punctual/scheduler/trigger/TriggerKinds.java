package dev.punctual.scheduler.trigger;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of trigger that providers add to the built-in ones. */
final class TriggerKinds {

  static final Set<String> BUILT_IN =
      Set.of(
          "manual",
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

  private static volatile Known known = new Known(new WeakReference<>(null), Map.of());

  private TriggerKinds() {}

  /** The providers that one class loader sees. */
  private record Known(WeakReference<ClassLoader> loader, Map<String, TriggerProvider> kinds) {}

  /** The provider of a kind that the thread's context class loader sees, or null. */
  static @Nullable TriggerProvider find(String kind) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Known current = known;
    if (loader == null || !current.loader.refersTo(loader)) {
      Map<String, TriggerProvider> kinds = index(ServiceLoader.load(TriggerProvider.class));
      current = new Known(new WeakReference<>(loader), kinds);
      known = current;
    }
    return current.kinds.get(kind);
  }

  private static boolean wellFormed(String kind) {
    return !kind.isEmpty()
        && kind.length() <= 64
        && kind.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
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
