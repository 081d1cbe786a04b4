package dev.punctual.benchmarks.jdbc;

/**
 * What a server has done since it started, as far as it tells.
 *
 * @param statements those of nodes, without begins and ends of transactions
 * @param begins transactions of more than one statement
 * @param walBytes what went to the log
 * @param cpuMicros processor time of its processes that live
 */
record ServerCounts(double statements, double begins, double walBytes, double cpuMicros) {

  static final ServerCounts UNKNOWN =
      new ServerCounts(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  ServerCounts minus(ServerCounts before) {
    return new ServerCounts(
        statements - before.statements,
        begins - before.begins,
        walBytes - before.walBytes,
        cpuMicros - before.cpuMicros);
  }
}
