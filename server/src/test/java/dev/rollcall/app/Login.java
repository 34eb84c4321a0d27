package dev.rollcall.app;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// One role's way into one database; a connection for each statement.
record Login(String url, String user, Secret password) {

  static Login of(DatabaseLogin login) {
    return new Login(login.jdbcUrl(), login.user(), login.password());
  }

  Login as(String role, String itsPassword) {
    return new Login(url, role, new Secret(itsPassword));
  }

  Login to(String database) {
    return new Login(url.substring(0, url.lastIndexOf('/') + 1) + database, user, password);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<String> strings(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password.value());
  }
}
