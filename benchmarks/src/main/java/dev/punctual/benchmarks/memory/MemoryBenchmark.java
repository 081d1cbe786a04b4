package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Figures;
import dev.punctual.benchmarks.Options;
import dev.punctual.benchmarks.Turns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all contenders in turn, each in a JVM of its own, and prints a JSON line for each
 * measurement and a table of medians for each workload.
 *
 * <p>Options: {@code rounds=5}, {@code workloads=add,drain,lateness}, {@code
 * contenders=floor,jdk,wheel,spring,quartz,punctual}, {@code threads=10}, {@code part=1} (the jobs
 * are divided by it). Anything that begins with a dash is passed to the JVMs; {@code -Dwarmups=0}
 * measures the first drain of a JVM.
 */
public final class MemoryBenchmark {

  private final List<String> jvmFlags;
  private final List<Workload> workloads;
  private final List<Kind> kinds;
  private final int rounds;
  private final int threads;
  private final int part;

  private MemoryBenchmark(Options options) {
    jvmFlags = options.jvmFlags("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");
    workloads = options.list("workloads", Workload::named, List.of(Workload.values()));
    kinds = options.list("contenders", Kind::named, List.of(Kind.values()));
    rounds = options.number("rounds", 5);
    threads = options.number("threads", 10);
    part = options.number("part", 1);
    options.refuseOthers();
  }

  /** Measures and prints. */
  public static void main(String[] options) throws Exception {
    new MemoryBenchmark(new Options(options)).run();
  }

  private void run() throws Exception {
    for (Workload workload : workloads) {
      Map<Kind, List<Map<String, Double>>> figures = new EnumMap<>(Kind.class);
      Turns.take(
          rounds,
          kinds,
          kind -> {
            String line = fork(workload, kind);
            System.out.println(line);
            figures.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(Figures.read(line));
          });
      System.out.println(MedianTable.of(workload, figures));
    }
  }

  private String fork(Workload workload, Kind kind) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MeasuredJvm.class.getName());
    command.add(workload.toString());
    command.add(kind.toString());
    command.add(Integer.toString(Math.max(1, workload.jobs() / part)));
    command.add(Integer.toString(threads));
    Process jvm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jvm.waitFor() != 0) {
      throw new IOException(workload + " of " + kind + " failed: " + out);
    }
    return out.lines()
        .filter(line -> line.startsWith("{"))
        .findFirst()
        .orElseThrow(() -> new IOException("no figures: " + out));
  }
}
