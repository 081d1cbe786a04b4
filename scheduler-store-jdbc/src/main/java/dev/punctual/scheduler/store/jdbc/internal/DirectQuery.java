package dev.punctual.scheduler.store.jdbc.internal;

import java.io.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * A query of the paths that every run takes: its text is read once and its parameters are bound by
 * place, since reading and binding them at each call is what such a call spends most time on.
 * Parameters are written {@code :name}, as everywhere; quoted text is left alone. Safe for any
 * thread.
 */
final class DirectQuery {

  private static final int[] NOWHERE = {};

  private final String sql;
  private final Map<String, int[]> places = new HashMap<>();
  private final @Nullable InstantSource clock;

  /**
   * A query with named parameters.
   *
   * @param text made from a template by {@link Database#sql}
   * @param clock what tells the parameter {@code now}; null for the database itself
   */
  DirectQuery(String text, @Nullable InstantSource clock) {
    this.clock = clock;
    StringBuilder out = new StringBuilder(text.length());
    Map<String, List<Integer>> found = new HashMap<>();
    boolean quoted = false;
    int place = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '\'';
      if (c != ':' || quoted) {
        out.append(c);
        continue;
      }
      int end = i + 1;
      while (end < text.length() && isOfName(text.charAt(end))) {
        end++;
      }
      found.computeIfAbsent(text.substring(i + 1, end), any -> new ArrayList<>()).add(++place);
      out.append('?');
      i = end - 1;
    }
    this.sql = out.toString();
    found.forEach(
        (name, all) -> places.put(name, all.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static boolean isOfName(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  /** Gives parameters their values. */
  @FunctionalInterface
  interface Binding {
    void bind(Call call) throws SQLException;
  }

  /** Takes the rows of an answer. */
  @FunctionalInterface
  interface Rows<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** Asks, in whatever transaction the handle is. */
  <T> T ask(Handle handle, Binding binding, Rows<T> rows) {
    Connection connection = handle.getConnection();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Call call = new Call(connection, statement);
      binding.bind(call);
      if (clock != null) {
        call.set("now", clock.millis());
      }
      try (ResultSet answer = statement.executeQuery()) {
        return rows.read(answer);
      }
    } catch (SQLException failure) {
      throw new Failure(failure);
    }
  }

  /** A query that has not been asked yet. Parameters that it does not have are ignored. */
  final class Call {

    private final Connection connection;
    private final PreparedStatement statement;

    private Call(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    Call set(String name, long value) throws SQLException {
      for (int place : placesOf(name)) {
        statement.setLong(place, value);
      }
      return this;
    }

    Call set(String name, String value) throws SQLException {
      for (int place : placesOf(name)) {
        statement.setString(place, value);
      }
      return this;
    }

    Call set(String name, String type, @Nullable Object[] values) throws SQLException {
      for (int place : placesOf(name)) {
        statement.setArray(place, connection.createArrayOf(type, values));
      }
      return this;
    }

    private int[] placesOf(String name) {
      return places.getOrDefault(name, NOWHERE);
    }
  }

  /** A failure of the driver. */
  private static final class Failure extends JdbiException {

    @Serial private static final long serialVersionUID = 1L;

    Failure(SQLException cause) {
      super(cause);
    }
  }
}
