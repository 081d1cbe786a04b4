package dev.punctual.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Figures by name, as JSON lines and as medians. */
public final class Figures {

  private static final Pattern FIGURE = Pattern.compile("\"(\\w+)\":(-?[0-9][0-9.E+-]*)");

  private Figures() {}

  /** A JSON line of labels, which are texts, and figures. */
  public static String line(Map<String, String> labels, Map<String, Double> figures) {
    String texts =
        labels.entrySet().stream()
            .map(each -> "\"" + each.getKey() + "\":\"" + each.getValue() + "\",")
            .collect(Collectors.joining());
    return figures.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
        .collect(Collectors.joining(",", "{" + texts, "}"));
  }

  /** The figures of a JSON line. */
  public static Map<String, Double> read(String line) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Matcher each = FIGURE.matcher(line); each.find(); ) {
      figures.put(each.group(1), Double.valueOf(each.group(2)));
    }
    return figures;
  }

  /** The median of one figure. */
  public static double median(List<Map<String, Double>> rounds, String name) {
    double[] sorted =
        rounds.stream().mapToDouble(each -> each.getOrDefault(name, Double.NaN)).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The medians of all figures that the first round has. */
  public static Map<String, Double> medians(List<Map<String, Double>> rounds) {
    Map<String, Double> medians = new LinkedHashMap<>();
    rounds.get(0).keySet().forEach(name -> medians.put(name, median(rounds, name)));
    return medians;
  }

  /** A figure for people. */
  public static String text(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1_000 ? "%.2f" : "%,.0f", value);
  }

  /**
   * How late something was.
   *
   * @param nanos one lateness each; they are sorted
   */
  public static Map<String, Double> lateness(long[] nanos) {
    Arrays.sort(nanos);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("p99_ms", at(nanos, 0.99));
    figures.put("p50_ms", at(nanos, 0.5));
    figures.put("max_ms", at(nanos, 1));
    figures.put("first_ms", at(nanos, 0));
    figures.put("early", (double) Arrays.stream(nanos).filter(each -> each < 0).count());
    return figures;
  }

  private static double at(long[] sorted, double part) {
    int last = sorted.length - 1;
    return last < 0 ? Double.NaN : sorted[(int) Math.round(part * last)] / 1e6;
  }
}
