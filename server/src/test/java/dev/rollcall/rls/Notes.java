package dev.rollcall.rls;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// An application as the documentation shows it: its SQL names no user anywhere.
final class Notes {
  private final DataSource database;

  Notes(DataSource database) {
    this.database = database;
  }

  void write(String text) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into note (text) values (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
  }

  List<String> all() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select text from note order by id");
        ResultSet rows = select.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /// Writes two, or none.
  void writeBoth(String first, String second) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("insert into note (text) values (?)")) {
        for (String text : List.of(first, second)) {
          insert.setString(1, text);
          insert.executeUpdate();
        }
        connection.commit();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
