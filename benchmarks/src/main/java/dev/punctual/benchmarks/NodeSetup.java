package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What a node is told when its JVM is started.
 *
 * @param contender whose node it is
 * @param server what it takes to find the server
 * @param threads how many run jobs
 * @param client whether it only adds jobs
 * @param sleepMillis how long a job takes
 */
public record NodeSetup(
    String contender, List<String> server, int threads, boolean client, int sleepMillis) {

  /** A node that runs jobs, and adds some. */
  public static NodeSetup worker(
      Object contender, List<String> server, int threads, int sleepMillis) {
    return new NodeSetup(contender.toString(), server, threads, false, sleepMillis);
  }

  /** The same node if it only adds. */
  NodeSetup asClient() {
    return new NodeSetup(contender, server, threads, true, sleepMillis);
  }

  /** The arguments of its process. */
  List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                contender,
                Integer.toString(threads),
                Boolean.toString(client),
                Integer.toString(sleepMillis)));
    arguments.addAll(server);
    return arguments;
  }

  /** What the arguments of a process say. */
  static NodeSetup of(String[] arguments) {
    return new NodeSetup(
        arguments[0],
        List.of(arguments).subList(4, arguments.length),
        Integer.parseInt(arguments[1]),
        Boolean.parseBoolean(arguments[2]),
        Integer.parseInt(arguments[3]));
  }
}
