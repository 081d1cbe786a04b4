package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.internal.config.Keys;
import dev.punctual.scheduler.internal.config.MapConfig;
import dev.punctual.scheduler.internal.config.Secrets;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One reading of flat properties: {@code scheduler.jobstores.NAME.type} and further options of that
 * store, the same for {@code executors}, {@code scheduler.job-defaults.KEY}, {@code
 * scheduler.timezone} and {@code scheduler.dst}. What does not begin with the prefix is left alone.
 */
final class PropertiesParse {

  static final String STORES = "jobstores";
  static final String EXECUTORS = "executors";
  static final String DEFAULTS = "job-defaults";
  private static final String ZONE = "timezone";
  private static final String DST = "dst";
  private static final List<String> SECTIONS = List.of(STORES, EXECUTORS, DEFAULTS, ZONE, DST);

  /** What other software is unlikely to call its own keys. */
  private static final List<String> OURS = List.of("apscheduler", STORES, EXECUTORS, DEFAULTS);

  private final String prefix;
  private final List<String> prefixParts;
  private final Map<String, Map<String, String>> stores = new TreeMap<>();
  private final Map<String, Map<String, String>> executors = new TreeMap<>();
  private final Map<String, String> defaults = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Unknown keys and what follows their prefix; told last, when the valid ones are known. */
  private final Map<String, List<String>> unknown = new TreeMap<>();

  /** What was said, by canonical key, to find keys that are given in two spellings. */
  private final Map<String, String> spellings = new TreeMap<>();

  private @Nullable ZoneId zone;
  private @Nullable DstPolicy dst;

  /**
   * Begins with nothing.
   *
   * @param prefix ends with a dot, or is empty
   */
  PropertiesParse(String prefix) {
    this.prefix = prefix;
    this.prefixParts =
        prefix.isEmpty() ? List.of() : split(prefix.substring(0, prefix.length() - 1));
  }

  void addAll(Map<String, ?> properties) {
    new TreeMap<String, Object>(properties).forEach(this::add);
  }

  SchedulerConfig result(ComponentTypes types) {
    MapConfig defaultsConfig = new MapConfig(prefix + DEFAULTS + '.', defaults);
    JobDefaults jobDefaults = new JobDefaults(defaultsConfig);
    Map<String, Component<JobStoreProvider>> foundStores = find(STORES, stores, types.stores());
    Map<String, Component<JobExecutorProvider>> foundExecutors =
        find(EXECUTORS, executors, types.executors());
    problems.addAll(defaultsConfig.problems());
    unknown.forEach(
        (key, parts) -> problems.add(key + " is unknown; " + hint(parts, defaultsConfig.known())));
    return new SchedulerConfig(foundStores, foundExecutors, jobDefaults, zone, dst, problems);
  }

  private void add(String key, @Nullable Object value) {
    List<String> parts = split(key);
    if (!startsWithPrefix(parts)) {
      if (looksLikeOurs(parts)) {
        problems.add(key + " does not begin with '" + prefix + "'");
      } else if (value instanceof Map && (key + '.').equals(prefix)) {
        problems.add(Texts.isNoText(key, value));
      }
      return;
    }
    List<String> rest = parts.subList(prefixParts.size(), parts.size());
    String twin = spellings.putIfAbsent(canonical(rest), key);
    if (twin != null) {
      problems.add(key + " is the same option as " + twin);
      return;
    }
    String text = Texts.of(value);
    if (text == null) {
      problems.add(Texts.isNoText(key, value));
      return;
    }
    add(key, rest, text);
  }

  private void add(String key, List<String> parts, String value) {
    String section = Keys.canonical(parts.get(0));
    if (section.equals(STORES)) {
      addOption(key, stores, parts, value);
    } else if (section.equals(EXECUTORS)) {
      addOption(key, executors, parts, value);
    } else if (section.equals(Keys.canonical(DEFAULTS)) && parts.size() > 1) {
      defaults.put(rest(parts, 1), value);
    } else if (section.equals(ZONE) && parts.size() == 1) {
      zone = zone(key, value.strip());
    } else if (section.equals(DST) && parts.size() == 1) {
      dst = dst(key, value.strip());
    } else {
      unknown.put(key, parts);
    }
  }

  private void addOption(
      String key, Map<String, Map<String, String>> section, List<String> parts, String value) {
    if (parts.size() < 3) {
      String name = parts.size() == 2 ? "" : ".NAME";
      problems.add(key + " names no option; did you mean '" + key + name + ".type'?");
      return;
    }
    String name = parts.get(1);
    try {
      Names.require("component", name);
    } catch (IllegalArgumentException e) {
      problems.add(key + " cannot be used; " + e.getMessage());
      return;
    }
    section.computeIfAbsent(name, any -> new TreeMap<>()).put(rest(parts, 2), value);
  }

  private <P> Map<String, Component<P>> find(
      String section, Map<String, Map<String, String>> described, Providers<P> types) {
    Map<String, Component<P>> found = new TreeMap<>();
    described.forEach(
        (name, options) -> {
          String path = prefix + section + '.' + name + '.';
          Component<P> component = Component.find(path, name, options, types, problems);
          if (component != null) {
            found.put(name, component);
          }
        });
    return found;
  }

  private @Nullable ZoneId zone(String key, String value) {
    try {
      return ZoneId.of(value);
    } catch (DateTimeException e) {
      String nearest = Keys.nearest(value, ZoneId.getAvailableZoneIds());
      problems.add(
          key
              + " is "
              + Keys.quote(Secrets.masked(value))
              + "; "
              + (nearest == null
                  ? "use a zone such as 'UTC', 'Europe/Berlin' or '+01:00'"
                  : "did you mean '" + nearest + "'?"));
      return null;
    }
  }

  private @Nullable DstPolicy dst(String key, String value) {
    try {
      return DstPolicy.parse(value);
    } catch (IllegalArgumentException e) {
      problems.add(
          key
              + " is "
              + Keys.quote(Secrets.masked(value))
              + "; use 'recommended', 'apscheduler3', 'wall-clock', 'unix', or a gap and an overlap"
              + " rule such as 'shift-forward/first'");
      return null;
    }
  }

  /** Where a job default stands without its section, that is meant; else the nearest section. */
  private String hint(List<String> parts, Collection<String> defaultKeys) {
    String setting = Keys.nearest(parts.get(parts.size() - 1), defaultKeys);
    if (setting != null) {
      return "did you mean '" + prefix + DEFAULTS + '.' + setting + "'?";
    }
    String section = Keys.nearest(parts.get(0), SECTIONS);
    if (section != null) {
      return "did you mean '" + prefix + section + "'?";
    }
    return "use " + Keys.list(SECTIONS.stream().map(known -> prefix + known).toList());
  }

  private boolean startsWithPrefix(List<String> parts) {
    if (parts.size() <= prefixParts.size()) {
      return false;
    }
    for (int i = 0; i < prefixParts.size(); i++) {
      if (!Keys.canonical(parts.get(i)).equals(Keys.canonical(prefixParts.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the prefix was forgotten, or is APScheduler's. */
  private static boolean looksLikeOurs(List<String> parts) {
    String first = Keys.canonical(parts.get(0));
    return OURS.stream().anyMatch(section -> Keys.canonical(section).equals(first));
  }

  /** A form in which keys are equal that mean the same; names of components count as written. */
  private static String canonical(List<String> parts) {
    StringBuilder text = new StringBuilder(Keys.canonical(parts.get(0)));
    for (int i = 1; i < parts.size(); i++) {
      boolean isName = i == 1 && parts.size() > 2;
      text.append('.').append(isName ? parts.get(i) : Keys.canonical(parts.get(i)));
    }
    return text.toString();
  }

  private static List<String> split(String key) {
    return List.of(key.strip().split("\\.", -1));
  }

  private static String rest(List<String> parts, int from) {
    return String.join(".", parts.subList(from, parts.size()));
  }
}
