package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Figures;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The medians of some rounds as a Markdown table, with the ratio of Punctual to each contender. */
final class MedianTable {

  private MedianTable() {}

  static String of(Workload workload, Map<Kind, List<Map<String, Double>>> figures) {
    Set<String> names = figures.values().iterator().next().get(0).keySet();
    String main = names.iterator().next();
    List<Map<String, Double>> own = figures.get(Kind.PUNCTUAL);
    StringBuilder table = new StringBuilder("\n| ").append(workload).append(" | ");
    table.append(String.join(" | ", names)).append(" | Punctual / it |\n|---");
    table.append("|---".repeat(names.size() + 1)).append("|\n");
    figures.forEach(
        (kind, rounds) -> {
          String values =
              names.stream()
                  .map(name -> Figures.text(Figures.median(rounds, name)))
                  .collect(Collectors.joining(" | "));
          String ratio =
              own == null
                  ? ""
                  : Figures.text(Figures.median(own, main) / Figures.median(rounds, main));
          table.append("| ").append(kind.title()).append(" | ").append(values);
          table.append(" | ").append(ratio).append(" |\n");
        });
    return table.toString();
  }
}
