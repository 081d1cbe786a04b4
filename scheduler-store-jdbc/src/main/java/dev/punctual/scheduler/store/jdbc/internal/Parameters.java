package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Puts values into the parameters of a plain statement, one after the other. For one thread. */
final class Parameters {

  private final PreparedStatement statement;
  private int last;

  Parameters(PreparedStatement statement) {
    this.statement = statement;
  }

  /** The next parameter is a value of a column. */
  void add(Column column, @Nullable Object value) throws SQLException {
    last++;
    switch (column.type()) {
      case "bigint" -> addNumber((Long) value);
      case "boolean" -> statement.setBoolean(last, Boolean.TRUE.equals(value));
      case "bytea" -> statement.setBytes(last, (byte[]) value);
      default -> statement.setString(last, (String) value);
    }
  }

  private void addNumber(@Nullable Long value) throws SQLException {
    if (value == null) {
      statement.setNull(last, Types.BIGINT);
    } else {
      statement.setLong(last, value);
    }
  }

  /** The next parameter is a time in milliseconds, if there is one. */
  void add(OptionalLong time) throws SQLException {
    if (time.isPresent()) {
      statement.setLong(++last, time.getAsLong());
    }
  }

  /** An array of values of a column; the values are of the precise type of the column. */
  Array array(Column column, @Nullable Object[] values) throws SQLException {
    return statement.getConnection().createArrayOf(column.type(), values);
  }

  /** The next parameter is an array. */
  void add(Array array) throws SQLException {
    statement.setArray(++last, array);
  }
}
