package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.internal.config.Keys;
import dev.punctual.scheduler.internal.config.Secrets;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers of one kind, by name. One that cannot be loaded is left out and mentioned when an
 * unknown name is asked for.
 */
public final class Providers<P> {

  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final Map<String, P> byName = new TreeMap<>();
  private final Function<P, String> name;

  /** Why some could not be loaded. */
  private final Set<String> broken = new LinkedHashSet<>();

  /** Two providers of one name, in words. */
  private final Set<String> duplicates = new LinkedHashSet<>();

  private Providers(Function<P, String> name) {
    this.name = name;
  }

  /**
   * Loads all providers of a kind that the calling thread or the kind itself can see.
   *
   * @param loader what looks for them
   * @param kind the provider interface
   * @param name the name of a provider
   */
  public static <P> Providers<P> load(
      ProviderLoader loader, Class<P> kind, Function<P, String> name) {
    Providers<P> providers = new Providers<>(name);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    providers.addAll(loader.load(kind, context).iterator());
    if (!Objects.equals(context, kind.getClassLoader())) {
      providers.addAll(loader.load(kind, kind.getClassLoader()).iterator());
    }
    providers.broken.forEach(LOG::warn);
    return providers;
  }

  /** Where two have the same name; with the classes of both. */
  public List<String> problems() {
    return List.copyOf(duplicates);
  }

  /** The provider of that name in any case; null if there is none. */
  public @Nullable P find(String sought) {
    return byName.get(Keys.canonical(sought));
  }

  /** All names in order. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    byName.values().forEach(provider -> names.add(name.apply(provider)));
    return Collections.unmodifiableSet(names);
  }

  /**
   * Says of a name that there is no such provider, which are there and which could not be loaded.
   */
  public String unknown(String sought) {
    StringBuilder text = new StringBuilder(Keys.quote(Secrets.masked(sought)));
    text.append(" is not among the known types ").append(Keys.list(names()));
    String nearest = Keys.nearest(sought, names());
    if (nearest != null) {
      text.append("; did you mean '").append(nearest).append("'?");
    }
    broken.forEach(problem -> text.append("; ").append(problem));
    return text.toString();
  }

  private void addAll(Iterator<P> found) {
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        add(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        broken.add(reasons(e));
      }
    }
  }

  private void add(P provider) {
    String given;
    try {
      given = name.apply(provider);
    } catch (RuntimeException e) {
      broken.add(className(provider) + " could not tell its name: " + e);
      return;
    }
    P twin = byName.putIfAbsent(Keys.canonical(given), provider);
    if (twin != null && twin.getClass() != provider.getClass()) {
      duplicates.add(
          "'"
              + given
              + "' is the name of two providers, "
              + className(twin)
              + " and "
              + className(provider)
              + "; remove one of them");
    }
  }

  private static String className(Object provider) {
    return provider.getClass().getName();
  }

  private static String reasons(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + ", because of " + cause;
  }
}
