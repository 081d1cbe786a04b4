package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What a benchmark is started with: {@code name=value}, and flags for its JVMs. */
public final class Options {

  private final List<String> given;
  private final Set<String> used = new HashSet<>();

  /** The options that {@code main} got. */
  public Options(String[] given) {
    this.given = List.of(given);
  }

  /** A text, or what stands for it if it is not given. */
  public String text(String name, String otherwise) {
    String prefix = name + "=";
    String value = otherwise;
    for (String option : given) {
      if (option.startsWith(prefix)) {
        used.add(option);
        value = option.substring(prefix.length());
      }
    }
    return value;
  }

  /** A number, or what stands for it if it is not given. */
  public int number(String name, int otherwise) {
    return Integer.parseInt(text(name, Integer.toString(otherwise)));
  }

  /** Names separated by commas, or what stands for them if they are not given. */
  public <T> List<T> list(String name, Function<String, T> named, List<T> otherwise) {
    String names = text(name, "");
    return names.isEmpty() ? otherwise : Arrays.stream(names.split(",")).map(named).toList();
  }

  /** Flags of the JVMs that are measured: some that are always there, then those given. */
  public List<String> jvmFlags(String... always) {
    List<String> flags = new ArrayList<>(List.of(always));
    given.stream().filter(option -> option.startsWith("-")).forEach(flags::add);
    return flags;
  }

  /** Refuses options that nobody has asked for. */
  public void refuseOthers() {
    for (String option : given) {
      if (!option.startsWith("-") && !used.contains(option)) {
        throw new IllegalArgumentException("unknown option '" + option + "'");
      }
    }
  }
}
