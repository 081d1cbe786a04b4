package dev.punctual.scheduler.store.jdbc.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Takes due rows of one table for one node; no two nodes get the same row.
 *
 * @param <R> what a row is read as
 */
interface Claiming<R> {

  /**
   * Claims rows and answers them in order. If nobody is asked it is one statement where the
   * database can do that; else the caller is in a transaction.
   *
   * @param admits is asked once for each row that is to be claimed, by its task; null for all
   */
  List<R> claim(Handle handle, Request<R> request, @Nullable Predicate<String> admits);

  /** Reads a row. */
  @FunctionalInterface
  interface Reader<R> {
    R read(ResultSet row) throws SQLException;
  }

  /**
   * What is claimed and how.
   *
   * @param table its template name
   * @param due which waiting rows, called {@code w}
   * @param change what a claim sets
   * @param mine which rows the claim took, called {@code w}
   */
  record Kind<R>(String table, String due, String change, String mine, Reader<R> reader) {}

  /** Which due rows come first. */
  enum Order {
    /** The most urgent, of those the longest due. */
    PRIORITY("%1$s.priority DESC, %1$s.due, %1$s.id"),
    /** The longest due, of those the most urgent. */
    AGE("%1$s.due, %1$s.priority DESC, %1$s.id");

    private final String text;

    Order(String text) {
      this.text = text;
    }

    /** For {@code ORDER BY}. */
    String of(String alias) {
      return text.formatted(alias);
    }
  }

  /**
   * One claim.
   *
   * @param tasks of these tasks only
   * @param limit at most so many, 1 or more
   * @param comparator as {@code order}, for rows that were read
   * @param parameters binds those of the kind
   */
  record Request<R>(
      String queue,
      Collection<String> tasks,
      int limit,
      Order order,
      Comparator<R> comparator,
      UnaryOperator<SqlStatement<?>> parameters) {}
}
