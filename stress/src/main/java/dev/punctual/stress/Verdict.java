package dev.punctual.stress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a scenario has shown: figures, and which of its rules were broken. For one thread. */
final class Verdict {

  private final String scenario;
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  Verdict(String scenario) {
    this.scenario = scenario;
  }

  /** Keeps a figure. */
  void count(String name, long value) {
    counts.put(name, value);
  }

  /** Demands something; {@code rule} says what. */
  void require(boolean holds, String rule) {
    if (!holds) {
      broken.add(rule);
    }
  }

  /** Whether no rule was broken. */
  boolean isGood() {
    return broken.isEmpty();
  }

  /** The figures as a line of JSON. */
  String json() {
    return counts.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
        .collect(
            Collectors.joining(
                ",", "{\"scenario\":\"" + scenario + "\",", ",\"good\":" + isGood() + "}"));
  }

  @Override
  public String toString() {
    return scenario + ": " + (isGood() ? "good" : "BROKEN: " + String.join("; ", broken));
  }
}
