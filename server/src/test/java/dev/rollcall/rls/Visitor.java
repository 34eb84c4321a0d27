package dev.rollcall.rls;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Somebody who is connected as one role and sends SQL, as `psql` would.
final class Visitor implements AutoCloseable {
  private final Connection connection;

  private Visitor(Connection connection) {
    this.connection = connection;
  }

  /// @param url with a user and a password, which `role` takes the place of
  static Visitor as(String role, String url) throws SQLException {
    return new Visitor(
        DriverManager.getConnection(
            url.replaceFirst("\\?.*", "") + "?user=" + role + "&password=test&prepareThreshold=0"));
  }

  Visitor run(String sql, Object... parameters) throws SQLException {
    rows(sql, parameters);
    return this;
  }

  /// The rows, their columns joined by a blank.
  List<String> rows(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<String> found = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              cells.add(rows.getString(i));
            }
            found.add(String.join(" ", cells.stream().map(String::valueOf).toList()));
          }
        }
      }
      return found;
    }
  }

  /// What Postgres says against it; empty where it does not.
  String refusal(String sql, Object... parameters) {
    try {
      rows(sql, parameters);
      return "";
    } catch (SQLException refused) {
      return String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    }
  }

  /// The SQLSTATE of the refusal; empty where there is none.
  String state(String sql, Object... parameters) {
    try {
      rows(sql, parameters);
      return "";
    } catch (SQLException refused) {
      return refused.getSQLState();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
