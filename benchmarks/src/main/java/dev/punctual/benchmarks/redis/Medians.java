package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Figures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All rounds of all workloads so far, as Markdown. */
final class Medians {

  private static final String RATE = "jobs_per_s";

  private final Map<Workload, Map<Kind, List<Map<String, Double>>>> rounds =
      new EnumMap<>(Workload.class);

  void add(Workload workload, Kind kind, Map<String, Double> figures) {
    rounds
        .computeIfAbsent(workload, ignored -> new EnumMap<>(Kind.class))
        .computeIfAbsent(kind, ignored -> new ArrayList<>())
        .add(figures);
  }

  /** The median of a figure; NaN if it was not measured. */
  private double of(Workload workload, Kind kind, String figure) {
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

  /** What Punctual must reach beside the others, as far as it was measured. */
  String budgets() {
    List<String> lines = new ArrayList<>();
    for (Workload workload : List.of(Workload.DRAIN, Workload.DRAIN_2, Workload.DRAIN_4)) {
      double own = of(workload, Kind.PUNCTUAL, RATE);
      judge(lines, workload + " ≥ 0.6 × raw", own / of(workload, Kind.RAW, RATE), 0.6, true);
      judge(lines, workload + " ≥ 3 × Redisson", own / of(workload, Kind.REDISSON, RATE), 3, true);
    }
    double across = of(Workload.ACROSS, Kind.PUNCTUAL, "p99_ms");
    judge(lines, "added elsewhere, p99 ≤ 50 ms", across, 50, false);
    judge(lines, "none early", of(Workload.LATENESS, Kind.PUNCTUAL, "early"), 0, false);
    return "\n| budget | here | |\n|---|---|---|\n" + String.join("\n", lines) + "\n";
  }

  private static void judge(
      List<String> lines, String budget, double found, double bound, boolean least) {
    if (!Double.isNaN(found)) {
      boolean met = least ? found >= bound : found <= bound;
      String verdict = met ? "met" : "**missed**";
      lines.add("| " + budget + " | " + Figures.text(found) + " | " + verdict + " |");
    }
  }
}
