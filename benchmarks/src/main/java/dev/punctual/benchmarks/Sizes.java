package dev.punctual.benchmarks;

import java.util.List;

/**
 * How much is measured, whoever is measured.
 *
 * @param jobs how many a drain has, before the slow contenders get a part of that
 * @param threads how many run jobs on a node
 * @param seconds how long what is measured by time takes
 * @param jvmFlags what the nodes' JVMs are started with
 */
public record Sizes(int jobs, int threads, int seconds, List<String> jvmFlags) {

  /**
   * What the options {@code jobs}, {@code threads} and {@code seconds} say, and the flags.
   *
   * @param jobs how many if nothing is said
   * @param heap megabytes that each JVM has
   */
  public static Sizes of(Options options, int jobs, int heap) {
    return new Sizes(
        options.number("jobs", jobs),
        options.number("threads", 20),
        options.number("seconds", 4),
        options.jvmFlags("-Xms" + heap + "m", "-Xmx" + heap + "m"));
  }

  /** The jobs of a drain divided by {@code part}, 1 or more. */
  public int jobs(int part) {
    return Math.max(1, jobs / part);
  }
}
