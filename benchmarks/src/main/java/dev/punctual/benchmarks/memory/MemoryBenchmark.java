package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  private static final List<String> JVM_FLAGS = List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");

  private final List<String> jvmFlags = new ArrayList<>(JVM_FLAGS);
  private List<Workload> workloads = List.of(Workload.values());
  private List<Kind> kinds = List.of(Kind.values());
  private int rounds = 5;
  private int threads = 10;
  private int part = 1;

  private MemoryBenchmark(String[] options) {
    for (String option : options) {
      if (option.startsWith("-")) {
        jvmFlags.add(option);
      } else {
        set(option.substring(0, option.indexOf('=') + 1), option);
      }
    }
  }

  private void set(String name, String option) {
    String value = option.substring(name.length());
    switch (name) {
      case "rounds=" -> rounds = Integer.parseInt(value);
      case "threads=" -> threads = Integer.parseInt(value);
      case "part=" -> part = Integer.parseInt(value);
      case "workloads=" ->
          workloads = Arrays.stream(value.split(",")).map(Workload::named).toList();
      case "contenders=" -> kinds = Arrays.stream(value.split(",")).map(Kind::named).toList();
      default -> throw new IllegalArgumentException("unknown option '" + option + "'");
    }
  }

  /** Measures and prints. */
  public static void main(String[] options) throws IOException, InterruptedException {
    new MemoryBenchmark(options).run();
  }

  private void run() throws IOException, InterruptedException {
    for (Workload workload : workloads) {
      Map<Kind, List<Map<String, Double>>> figures = new EnumMap<>(Kind.class);
      for (int round = 0; round < rounds; round++) {
        List<Kind> order = new ArrayList<>(kinds);
        if (round % 2 == 1) {
          Collections.reverse(order);
        }
        for (Kind kind : order) {
          String line = fork(workload, kind);
          System.out.println(line);
          figures.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(Figures.read(line));
        }
      }
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
