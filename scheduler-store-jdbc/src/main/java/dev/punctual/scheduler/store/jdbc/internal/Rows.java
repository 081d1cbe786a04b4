package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one statement. Where the database takes arrays they travel as one array a column, so
 * that any number of rows is one statement; elsewhere some rows are inserted by one statement, and
 * changes are a batch of statements. For one thread.
 */
final class Rows {

  /** About how large a statement of several rows may be: a server refuses those of 16 MiB. */
  private static final long LARGEST = 1 << 20;

  private final SqlDialect dialect;
  private final List<Column> columns;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  Rows(SqlDialect dialect, List<Column> columns) {
    this.dialect = dialect;
    this.columns = columns;
  }

  /** The same rows with their first columns only. */
  Rows only(List<Column> firstColumns) {
    Rows fewer = new Rows(dialect, firstColumns);
    rows.forEach(row -> fewer.rows.add(Arrays.copyOf(row, firstColumns.size())));
    return fewer;
  }

  /** Adds a row with a value for each column in order. */
  void add(@Nullable Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          values.length + " values for " + columns.size() + " columns");
    }
    rows.add(values);
  }

  /** Inserts the rows. */
  void insertInto(Handle handle, String table) {
    String insertion = "INSERT INTO " + table + " (" + names() + ") ";
    if (rows.isEmpty()) {
      return;
    }
    if (dialect.hasArrays()) {
      bindTo(handle.createUpdate(insertion + "SELECT " + names() + " FROM " + source())).execute();
      return;
    }
    for (List<@Nullable Object[]> part : parts()) {
      insert(handle.getConnection(), insertion, part);
    }
  }

  /** The rows as they are inserted where there are no arrays, each part by a statement. */
  List<List<@Nullable Object[]>> parts() {
    List<List<@Nullable Object[]>> parts = new ArrayList<>();
    int most = Dialect.of(dialect).rows().mostTogether();
    int count;
    for (int from = 0; from < rows.size(); from += count) {
      count = Math.min(most, Integer.highestOneBit(rows.size() - from));
      while (count > 1 && size(rows.subList(from, from + count)) > LARGEST) {
        count /= 2;
      }
      parts.add(rows.subList(from, from + count));
    }
    return parts;
  }

  /** About how much some rows take in a statement. */
  private static long size(List<@Nullable Object[]> some) {
    long size = 0;
    for (@Nullable Object[] row : some) {
      for (Object value : row) {
        size += value instanceof byte[] bytes ? bytes.length : 0;
        size += value instanceof String text ? text.length() : 0;
      }
    }
    return size;
  }

  /** Inserts some rows by one statement, of which there is a text for each number of rows. */
  private void insert(Connection connection, String insertion, List<@Nullable Object[]> some) {
    String row = "(" + "?, ".repeat(columns.size() - 1) + "?)";
    String sql = insertion + "VALUES " + (row + ", ").repeat(some.size() - 1) + row;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int place = 0;
      for (@Nullable Object[] values : some) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(++place, values[i], jdbcType(columns.get(i).type()));
        }
      }
      statement.executeUpdate();
    } catch (SQLException failure) {
      throw new ConnectionException(failure);
    }
  }

  private static int jdbcType(String type) {
    return switch (type) {
      case "bigint" -> Types.BIGINT;
      case "boolean" -> Types.BOOLEAN;
      case "bytea" -> Types.VARBINARY;
      default -> Types.VARCHAR;
    };
  }

  /** Sets all other columns of the rows of {@code table} that have the values of {@code keys}. */
  void update(Handle handle, String table, String... keys) {
    List<String> fixed = List.of(keys);
    List<String> changed =
        columns.stream().map(Column::name).filter(name -> !fixed.contains(name)).toList();
    run(
        handle,
        "UPDATE "
            + table
            + " t SET "
            + joined(changed, ", ", name -> name + " = r." + name)
            + " FROM "
            + source()
            + " WHERE "
            + joined(fixed, " AND ", name -> "t." + name + " = r." + name),
        "UPDATE "
            + table
            + " SET "
            + joined(changed, ", ", name -> name + " = :" + name)
            + " WHERE "
            + joined(fixed, " AND ", name -> name + " = :" + name));
  }

  /** The rows as a table called {@code r}, from parameters; only where there are arrays. */
  String source() {
    return "unnest("
        + columns.stream()
            .map(column -> "CAST(:" + column.name() + " AS " + column.type() + "[])")
            .collect(Collectors.joining(", "))
        + ") AS r("
        + names()
        + ")";
  }

  /** Binds the parameters of {@link #source}. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      @Nullable Object[] values = new Object[rows.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = rows.get(row)[i];
      }
      statement.bind(column.name(), array(column.type(), values));
    }
    return statement;
  }

  private void run(Handle handle, String withArrays, String oneByOne) {
    if (rows.isEmpty()) {
      return;
    }
    if (dialect.hasArrays()) {
      bindTo(handle.createUpdate(withArrays)).execute();
      return;
    }
    PreparedBatch batch = handle.prepareBatch(oneByOne);
    for (@Nullable Object[] row : rows) {
      bind(batch, row);
      batch.add();
    }
    batch.execute();
  }

  private void bind(SqlStatement<?> statement, @Nullable Object[] row) {
    for (int i = 0; i < row.length; i++) {
      String name = columns.get(i).name();
      switch (columns.get(i).type()) {
        case "bigint" -> statement.bind(name, (Long) row[i]);
        case "boolean" -> statement.bind(name, (Boolean) row[i]);
        case "bytea" -> statement.bind(name, (byte[]) row[i]);
        default -> statement.bind(name, (String) row[i]);
      }
    }
  }

  private String names() {
    return joined(columns.stream().map(Column::name).toList(), ", ", name -> name);
  }

  private static String joined(
      List<String> names, String by, java.util.function.UnaryOperator<String> form) {
    return names.stream().map(form).collect(Collectors.joining(by));
  }

  /** Drivers send arrays of a precise type faster, and those of bytes no other way. */
  private static @Nullable Object[] typed(String type, @Nullable Object[] values) {
    return switch (type) {
      case "bigint" -> Arrays.copyOf(values, values.length, Long[].class);
      case "boolean" -> Arrays.copyOf(values, values.length, Boolean[].class);
      case "bytea" -> Arrays.copyOf(values, values.length, byte[][].class);
      default -> Arrays.copyOf(values, values.length, String[].class);
    };
  }

  /** An array parameter. */
  static Argument array(String type, @Nullable Object[] values) {
    return (position, statement, context) -> {
      Array array = statement.getConnection().createArrayOf(type, typed(type, values));
      statement.setArray(position, array);
    };
  }

  /**
   * A condition that {@code column} is one of {@code count} values, to be bound by {@link #bindAll}
   * under {@code name}. Its text is the same for many counts, so that prepared statements are found
   * again.
   */
  static String in(SqlDialect dialect, String column, String name, int count) {
    if (dialect.hasArrays()) {
      return column + " = ANY(CAST(:" + name + " AS text[]))";
    }
    StringBuilder list = new StringBuilder(column).append(" IN (");
    for (int i = 0; i < rounded(count); i++) {
      list.append(i == 0 ? ":" : ", :").append(name).append(i);
    }
    return list.append(')').toString();
  }

  /** Binds the values of {@link #in}. */
  static <S extends SqlStatement<S>> S bindAll(
      SqlDialect dialect, S statement, String name, Collection<String> values) {
    if (dialect.hasArrays()) {
      return statement.bind(name, array("text", values.toArray()));
    }
    int i = 0;
    String last = "";
    for (String value : values) {
      statement.bind(name + i, value);
      last = value;
      i++;
    }
    for (int size = rounded(i); i < size; i++) {
      statement.bind(name + i, last);
    }
    return statement;
  }

  /** The values, and so many times {@code filler} that their number is a power of two. */
  static List<String> padded(Collection<String> values, String filler) {
    List<String> padded = new ArrayList<>(values);
    while (padded.size() < rounded(values.size())) {
      padded.add(filler);
    }
    return padded;
  }

  private static int rounded(int count) {
    return count <= 1 ? count : Integer.highestOneBit(count - 1) << 1;
  }
}
