package io.lifecycle4j.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements that take place together; what is not committed is undone when it is closed. */
record Transaction(Connection connection) implements AutoCloseable {
  /** Makes something of a row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> List<T> all(Row<T> row, String sql, Object... values) throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = prepare(sql, values)) {
      ResultSet rows = statement.executeQuery();
      while (rows.next()) {
        all.add(row.of(rows));
      }
    }
    return all;
  }

  <T> Optional<T> first(Row<T> row, String sql, Object... values) throws SQLException {
    return all(row, sql, values).stream().findFirst();
  }

  boolean exists(String sql, Object... values) throws SQLException {
    return first(row -> true, sql, values).isPresent();
  }

  /** Returns how many rows were changed. */
  int run(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
