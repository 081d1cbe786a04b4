package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All rounds of all workloads so far.
 *
 * @param <W> the workloads
 * @param <K> the contenders
 */
public final class Medians<W extends Enum<W>, K extends Enum<K>> {

  private final Map<W, Map<K, List<Map<String, Double>>>> rounds = new TreeMap<>();
  private final Function<K, String> title;

  /** No rounds yet. */
  public Medians(Function<K, String> title) {
    this.title = title;
  }

  /** Takes the figures of one contender in one round. */
  public void add(W workload, K contender, Map<String, Double> figures) {
    rounds
        .computeIfAbsent(workload, ignored -> new TreeMap<>())
        .computeIfAbsent(contender, ignored -> new ArrayList<>())
        .add(figures);
  }

  /** The median of a figure; NaN if it was not measured. */
  public double of(W workload, K contender, String figure) {
    List<Map<String, Double>> all = rounds.getOrDefault(workload, Map.of()).get(contender);
    return all == null ? Double.NaN : Figures.median(all, figure);
  }

  /** The figure of one contender divided by that of another; NaN if one was not measured. */
  public double ratio(W workload, K contender, K other, String figure) {
    return of(workload, contender, figure) / of(workload, other, figure);
  }

  /** A table of one workload in Markdown. */
  public String table(W workload) {
    Map<K, List<Map<String, Double>>> all = rounds.get(workload);
    List<String> names = List.copyOf(all.values().iterator().next().get(0).keySet());
    StringBuilder table = new StringBuilder("\n| ").append(workload).append(" | ");
    table.append(String.join(" | ", names)).append(" | rounds |\n|---");
    table.append("|---".repeat(names.size() + 1)).append("|\n");
    all.forEach(
        (contender, figures) -> {
          String medians =
              names.stream()
                  .map(name -> Figures.text(Figures.median(figures, name)))
                  .collect(Collectors.joining(" | "));
          table.append("| ").append(title.apply(contender)).append(" | ").append(medians);
          table.append(" | ").append(figures.size()).append(" |\n");
        });
    return table.toString();
  }
}
