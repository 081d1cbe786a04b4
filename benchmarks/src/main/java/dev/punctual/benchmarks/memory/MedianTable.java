package dev.punctual.benchmarks.memory;

import java.util.List;
import java.util.Locale;
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
                  .map(name -> text(median(rounds, name)))
                  .collect(Collectors.joining(" | "));
          String ratio = own == null ? "" : text(median(own, main) / median(rounds, main));
          table.append("| ").append(kind.title()).append(" | ").append(values);
          table.append(" | ").append(ratio).append(" |\n");
        });
    return table.toString();
  }

  static double median(List<Map<String, Double>> rounds, String name) {
    double[] sorted =
        rounds.stream().mapToDouble(each -> each.getOrDefault(name, Double.NaN)).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1_000 ? "%.2f" : "%,.0f", value);
  }
}
