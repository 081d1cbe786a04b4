package dev.punctual.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Has contenders take turns and prints what is found: a JSON line for each measurement and a table
 * of medians for each workload.
 *
 * @param <W> the workloads
 * @param <K> the contenders
 */
public final class Report<W extends Enum<W>, K extends Enum<K>> {

  private final int rounds;
  private final Medians<W, K> medians;

  /** Nothing yet; each workload will have so many rounds. */
  public Report(int rounds, Function<K, String> title) {
    this.rounds = rounds;
    this.medians = new Medians<>(title);
  }

  /** One measurement of one contender. */
  @FunctionalInterface
  public interface Measurement<K> {
    /** The figures by name, the first one counts most. */
    Map<String, Double> take(K contender) throws Exception;
  }

  /** Measures all contenders by one workload. */
  public void measure(W workload, List<K> contenders, Measurement<K> measurement) throws Exception {
    Turns.take(
        rounds,
        contenders,
        contender -> {
          Map<String, Double> figures = measurement.take(contender);
          print(workload.toString(), contender.toString(), figures);
          medians.add(workload, contender, figures);
        });
    System.out.println(medians.table(workload));
  }

  /** Prints the figures of one measurement. */
  public static void print(String workload, String contender, Map<String, Double> figures) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("workload", workload);
    labels.put("contender", contender);
    System.out.println(Figures.line(labels, figures));
  }

  /** What was found so far. */
  public Medians<W, K> medians() {
    return medians;
  }
}
