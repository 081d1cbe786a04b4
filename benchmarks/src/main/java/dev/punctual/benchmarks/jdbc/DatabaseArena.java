package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Arena;
import dev.punctual.benchmarks.Nodes;
import dev.punctual.benchmarks.jdbc.NodeMain.Role;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One contender on a database.
 *
 * @param allJobs how many a drain has, before the slow contenders get a part of that
 * @param threads how many run jobs on a node
 * @param seconds how long what is measured by time takes
 * @param jvmFlags what the nodes' JVMs are started with
 */
record DatabaseArena(
    Kind kind, Server server, int allJobs, int threads, int seconds, List<String> jvmFlags)
    implements Arena {

  /** The same for another contender. */
  DatabaseArena of(Kind other) {
    return new DatabaseArena(other, server, allJobs, threads, seconds, jvmFlags);
  }

  @Override
  public Nodes open(int workers, boolean withClient, int sleepMillis)
      throws IOException, SQLException {
    server.clear();
    TableScripts.create(kind, server);
    return new DatabaseNodes(workers, withClient, sleepMillis);
  }

  @Override
  public Map<String, Double> counts() throws SQLException {
    return server.counts();
  }

  @Override
  public int jobs() {
    return Math.max(1, allJobs / kind.part());
  }

  @Override
  public boolean isSlow() {
    return kind.part() > 1;
  }

  /** Nodes on the tables of the contender. */
  private final class DatabaseNodes extends Nodes {

    private final Connection looker;

    DatabaseNodes(int workers, boolean withClient, int sleepMillis)
        throws IOException, SQLException {
      super(kind.toString());
      looker = server.connect();
      List<List<String>> arguments = new ArrayList<>();
      for (int i = withClient ? -1 : 0; i < workers; i++) {
        Role role = i < 0 ? Role.CLIENT : Role.WORKER;
        arguments.add(
            List.of(
                kind.toString(),
                server.url(),
                server.user(),
                Integer.toString(threads),
                role.name(),
                Integer.toString(sleepMillis)));
      }
      start(NodeMain.class, jvmFlags, arguments);
    }

    @Override
    protected boolean isUnfinished() throws SQLException {
      try (Statement look = looker.createStatement();
          ResultSet answer = look.executeQuery(kind.leftSql())) {
        answer.next();
        return answer.getBoolean(1);
      }
    }

    @Override
    public void close() {
      super.close();
      try {
        looker.close();
      } catch (SQLException gone) {
        throw new IllegalStateException(gone);
      }
    }
  }
}
