package dev.punctual.benchmarks.jdbc;

/**
 * What a server has done since it started, as far as it tells.
 *
 * @param statements those of nodes, without begins and ends of transactions
 * @param begins transactions of more than one statement
 * @param walBytes what went to the log
 */
record ServerCounts(double statements, double begins, double walBytes) {

  static final ServerCounts UNKNOWN = new ServerCounts(Double.NaN, Double.NaN, Double.NaN);

  ServerCounts minus(ServerCounts before) {
    return new ServerCounts(
        statements - before.statements, begins - before.begins, walBytes - before.walBytes);
  }
}
