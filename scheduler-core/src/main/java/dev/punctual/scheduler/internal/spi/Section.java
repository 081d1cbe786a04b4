package dev.punctual.scheduler.internal.spi;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Components of one kind that are described by a map each, and what is wrong with the maps. */
final class Section {

  final String name;
  final Set<String> problems = new LinkedHashSet<>();
  private final Map<String, Map<String, String>> described = new LinkedHashMap<>();

  Section(String name) {
    this.name = name;
  }

  void put(String component, Map<String, ?> options) {
    described.put(component, Texts.of(path(component), options, problems));
  }

  boolean isEmpty() {
    return described.isEmpty();
  }

  /** Those whose type is known, in the order in which they were described. */
  <P> Map<String, Component<P>> find(Providers<P> types) {
    Map<String, Component<P>> found = new LinkedHashMap<>();
    described.forEach(
        (component, options) -> {
          Component<P> known = Component.find(path(component), component, options, types, problems);
          if (known != null) {
            found.put(component, known);
          }
        });
    return found;
  }

  private String path(String component) {
    return name + '.' + component + '.';
  }
}
