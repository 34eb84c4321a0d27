package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// What a server says to somebody who logs in as the superuser.
enum Login {
  /// It serves our folder and accepts our password.
  WELCOME,
  /// It refuses our password.
  WRONG_PASSWORD,
  /// It serves another folder.
  ANOTHER_SERVER,
  /// It does not take connections: not yet, no more, or it is no Postgres.
  NO_ANSWER;

  private static final String INVALID_PASSWORD = "28P01";
  private static final String TOO_MANY_CONNECTIONS = "53300";

  static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  static Login at(int port, String password, Path data) throws IOException {
    Properties login = new Properties();
    login.setProperty("user", EmbeddedPostgres.SUPERUSER);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "2");
    login.setProperty("socketTimeout", "10");
    login.setProperty("ApplicationName", "rollcall");
    try (Connection connection = DriverManager.getConnection(url(port, "postgres"), login);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      row.next();
      Path served = Path.of(row.getString(1));
      return Files.exists(served) && Files.isSameFile(served, data) ? WELCOME : ANOTHER_SERVER;
    } catch (SQLException refused) {
      return switch (String.valueOf(refused.getSQLState())) {
        case INVALID_PASSWORD -> WRONG_PASSWORD;
        // Said only after the password was accepted.
        case TOO_MANY_CONNECTIONS -> WELCOME;
        default -> NO_ANSWER;
      };
    }
  }
}
