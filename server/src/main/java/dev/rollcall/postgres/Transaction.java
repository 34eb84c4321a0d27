package dev.rollcall.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// The statements that may be run between begin and commit. Parameters may be strings, numbers,
/// booleans, `byte[]`, [Instant], and lists of those ([SqlArray]).
public final class Transaction {
  private final Connection connection;
  private final List<Runnable> onceCommitted = new ArrayList<>();

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /// Runs an insert, update or delete, and answers how many rows it changed.
  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  public <T> List<T> all(String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(row.read(rows));
      }
      return found;
    }
  }

  /// The only row, or nothing.
  public <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    List<T> found = all(sql, row, parameters);
    if (found.size() > 1) {
      throw new IllegalStateException(
          "Expected at most one row but found " + found.size() + ": " + sql);
    }
    return found.stream().findFirst();
  }

  /// The number that a query with exactly one row and one column answers.
  public long number(String sql, @Nullable Object... parameters) throws SQLException {
    return one(sql, row -> row.getLong(1), parameters)
        .orElseThrow(() -> new IllegalStateException("Expected one row but found none: " + sql));
  }

  /// Runs statements that take no parameters, such as a script.
  public void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Feeds rows in COPY's text format, and answers how many there were.
  public long copy(String sql, InputStream rows) throws SQLException, IOException {
    return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, rows);
  }

  /// Has something done when all this is committed; it is forgotten if it is not, be it for the
  /// whole or for the step that [#undoIfItFails] takes back.
  ///
  /// @param told must not fail
  public void onceCommitted(Runnable told) {
    onceCommitted.add(told);
  }

  void committed() {
    onceCommitted.forEach(Runnable::run);
  }

  /// Does `work`, and takes back what it did if it fails, so that the transaction can go on.
  public void undoIfItFails(Step work) throws SQLException {
    Savepoint before = connection.setSavepoint();
    int toTell = onceCommitted.size();
    try {
      work.run();
    } catch (SQLException | RuntimeException failure) {
      onceCommitted.subList(toTell, onceCommitted.size()).clear();
      connection.rollback(before);
      throw failure;
    }
    connection.releaseSavepoint(before);
  }

  /// How a failure inside this transaction is to be understood.
  public static SqlFailure meaning(SQLException failure) {
    return SqlFailure.of(failure);
  }

  private PreparedStatement prepare(String sql, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, wire(parameters[i]));
      }
    } catch (SQLException failure) {
      statement.close();
      throw failure;
    }
    return statement;
  }

  private @Nullable Object wire(@Nullable Object value) throws SQLException {
    return switch (value) {
      case Instant instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case SqlArray array -> connection.createArrayOf(array.type(), array.elements());
      case null, default -> value;
    };
  }

  /// Reads one row of an answer.
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Something done in SQL that answers nothing.
  @FunctionalInterface
  public interface Step {
    void run() throws SQLException;
  }
}
