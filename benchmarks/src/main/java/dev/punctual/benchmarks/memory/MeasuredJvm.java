package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Figures;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures one contender by one workload in this JVM and prints the figures as a JSON line. */
public final class MeasuredJvm {

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
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("workload", workload.toString());
    labels.put("contender", kind.toString());
    labels.put("jobs", Integer.toString(jobs));
    return Figures.line(labels, figures);
  }
}
