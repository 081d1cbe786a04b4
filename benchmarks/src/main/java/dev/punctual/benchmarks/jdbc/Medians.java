package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Figures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All rounds of all workloads so far, as Markdown. */
final class Medians {

  private final Map<Workload, Map<Kind, List<Map<String, Double>>>> rounds =
      new EnumMap<>(Workload.class);

  void add(Workload workload, Kind kind, Map<String, Double> figures) {
    rounds
        .computeIfAbsent(workload, ignored -> new EnumMap<>(Kind.class))
        .computeIfAbsent(kind, ignored -> new ArrayList<>())
        .add(figures);
  }

  /** The median of a figure; NaN if it was not measured. */
  double of(Workload workload, Kind kind, String figure) {
    List<Map<String, Double>> all = rounds.getOrDefault(workload, Map.of()).get(kind);
    return all == null ? Double.NaN : Figures.median(all, figure);
  }

  /** A table of one workload. */
  String table(Workload workload) {
    Map<Kind, List<Map<String, Double>>> all = rounds.get(workload);
    List<String> names = List.copyOf(all.values().iterator().next().get(0).keySet());
    StringBuilder table = new StringBuilder("\n| ").append(workload).append(" | ");
    table.append(String.join(" | ", names)).append(" | rounds |\n|---");
    table.append("|---".repeat(names.size() + 1)).append("|\n");
    all.forEach(
        (kind, figures) ->
            table
                .append("| ")
                .append(kind.title())
                .append(" | ")
                .append(
                    names.stream()
                        .map(name -> Figures.text(Figures.median(figures, name)))
                        .collect(Collectors.joining(" | ")))
                .append(" | ")
                .append(figures.size())
                .append(" |\n"));
    return table.toString();
  }
}
