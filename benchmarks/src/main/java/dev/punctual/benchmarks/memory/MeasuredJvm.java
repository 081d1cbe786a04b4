package dev.punctual.benchmarks.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Measures one contender by one workload in this JVM and prints the figures as a JSON line. */
public final class MeasuredJvm {

  private static final Pattern FIGURE = Pattern.compile("\"(\\w+)\":(-?[0-9][0-9.E+-]*)");

  private MeasuredJvm() {}

  /** Takes the workload, the contender, the number of jobs and of threads. */
  public static void main(String[] args) {
    Workload workload = Workload.named(args[0]);
    Kind kind = Kind.named(args[1]);
    int jobs = Integer.parseInt(args[2]);
    int threads = Integer.parseInt(args[3]);
    System.out.println(line(workload, kind, jobs, workload.measure(kind, jobs, threads)));
    System.exit(0); // the rivals' threads are not all daemons
  }

  static String line(Workload workload, Kind kind, int jobs, Map<String, Double> figures) {
    return figures.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
        .collect(
            Collectors.joining(
                ",",
                "{\"workload\":\""
                    + workload
                    + "\",\"contender\":\""
                    + kind
                    + "\",\"jobs\":"
                    + jobs
                    + ",",
                "}"));
  }

  /** The figures in a line. */
  static Map<String, Double> read(String line) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Matcher each = FIGURE.matcher(line); each.find(); ) {
      if (!each.group(1).equals("jobs")) {
        figures.put(each.group(1), Double.valueOf(each.group(2)));
      }
    }
    return figures;
  }
}
