package dev.punctual.benchmarks.jdbc;

/**
 * What a server has done since it started, as far as it tells.
 *
 * @param statements those of nodes, without the ends of transactions
 * @param commits ends of transactions that were asked for
 * @param walBytes what went to the log
 */
record ServerCounts(double statements, double commits, double walBytes) {

  static final ServerCounts UNKNOWN = new ServerCounts(Double.NaN, Double.NaN, Double.NaN);

  ServerCounts minus(ServerCounts before) {
    return new ServerCounts(
        statements - before.statements, commits - before.commits, walBytes - before.walBytes);
  }
}
