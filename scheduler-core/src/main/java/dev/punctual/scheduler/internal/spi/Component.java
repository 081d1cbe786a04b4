package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.internal.config.Keys;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store or executor that a configuration describes.
 *
 * @param path what stands before its keys in messages, with the dot
 * @param provider what makes it
 * @param options what it is made with, without {@code type}; copied
 */
public record Component<P>(String path, P provider, Map<String, String> options) {

  private static final String TYPE = "type";
  private static final String CLASS = "class";

  /** Copies the map. */
  public Component {
    options = Map.copyOf(options);
  }

  /**
   * Finds the provider that {@code options} name by their {@code type}, or by the name of the
   * component if that is a known type and no type is given.
   *
   * @param path what stands before each key in messages, with the dot
   * @param name the name of the component
   * @param problems receives what is wrong
   * @return null if there is no provider
   */
  public static <P> @Nullable Component<P> find(
      String path,
      String name,
      Map<String, String> options,
      Providers<P> providers,
      Collection<String> problems) {
    String type = null;
    String className = null;
    Map<String, String> others = new TreeMap<>();
    for (Map.Entry<String, String> option : options.entrySet()) {
      switch (Keys.canonical(option.getKey())) {
        case TYPE -> type = option.getValue();
        case CLASS -> className = option.getValue();
        default -> others.put(option.getKey(), option.getValue());
      }
    }
    if (className != null) {
      problems.add(
          path
              + "class is refused, since no class is loaded by name; "
              + (type == null ? instead(className, providers) : "type is enough"));
      if (type == null) {
        return null;
      }
    }
    P provider = providers.find(type == null ? name : type);
    if (provider == null) {
      problems.add(
          path
              + (type == null
                  ? "type is missing; use " + Keys.list(providers.names())
                  : "type " + providers.unknown(type)));
      return null;
    }
    return new Component<>(path, provider, others);
  }

  /** Which component it is, for messages. */
  String place() {
    return path.substring(0, path.length() - 1);
  }

  private static String instead(String className, Providers<?> providers) {
    String simpleName = Keys.canonical(className.substring(lastSeparator(className) + 1));
    for (String known : providers.names()) {
      if (simpleName.startsWith(Keys.canonical(known))) {
        return "use type=" + known;
      }
    }
    return "use type with one of " + Keys.list(providers.names());
  }

  private static int lastSeparator(String className) {
    return Math.max(className.lastIndexOf('.'), className.lastIndexOf(':'));
  }
}
