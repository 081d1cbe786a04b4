package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Arena;
import dev.punctual.benchmarks.NodeSetup;
import dev.punctual.benchmarks.Nodes;
import dev.punctual.benchmarks.Sizes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One contender on a database. */
record DatabaseArena(Kind kind, Server server, Sizes sizes) implements Arena {

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
  public void tidy() throws SQLException {
    server.tidy();
  }

  @Override
  public int jobs() {
    return sizes.jobs(kind.part());
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
      NodeSetup worker =
          NodeSetup.worker(
              kind, List.of(server.url(), server.user()), sizes.threads(), sleepMillis);
      start(NodeMain.class, sizes.jvmFlags(), worker, workers, withClient);
      looker = server.connect(); // the first who connects opens a database that is a file
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
    protected OptionalLong lastWritten() throws SQLException {
      return server.lastCommit(looker);
    }

    @Override
    public void close() {
      try {
        looker.close();
      } catch (SQLException gone) {
        throw new IllegalStateException(gone);
      } finally {
        super.close();
      }
    }
  }
}
