package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs statements over one connection and prints what they answer.
final class SqlSession {
  static final String TABLES =
      """
      select schemaname as schema, tablename as name, tableowner as owner
        from pg_catalog.pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')
       order by schemaname, tablename
      """;

  private final Connection connection;
  private final Terminal terminal;
  private final boolean json;

  SqlSession(Connection connection, Terminal terminal, boolean json) {
    this.connection = connection;
    this.terminal = terminal;
    this.json = json;
  }

  /// Runs one statement, or several, and prints the results; false where Postgres refused, which is
  /// printed too.
  boolean run(String sql) {
    try (Statement statement = connection.createStatement()) {
      // Braces are Postgres' own, not JDBC's.
      statement.setEscapeProcessing(false);
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            print(result);
          }
        } else {
          printCount(statement.getUpdateCount());
        }
        rows = statement.getMoreResults();
      }
      terminal.out().flush();
      return true;
    } catch (SQLException refused) {
      printRefusal(refused);
      return false;
    }
  }

  private void print(ResultSet result) throws SQLException {
    if (json) {
      terminal.out().println(asJson(result));
      return;
    }
    ResultSetMetaData columns = result.getMetaData();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnLabel(i));
    }
    Table table = new Table(names);
    int count = 0;
    while (result.next()) {
      @Nullable String[] cells = new String[names.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = result.getString(i + 1);
      }
      table.add(cells);
      count++;
    }
    table.print(terminal);
    terminal.out().println(count == 1 ? "(1 row)" : "(" + count + " rows)");
  }

  private void printCount(int count) {
    if (!json) {
      terminal.out().println(count == 1 ? "1 row changed" : count + " rows changed");
    }
  }

  private static String asJson(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    ArrayNode rows = Json.MAPPER.createArrayNode();
    while (result.next()) {
      ObjectNode row = rows.addObject();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        put(row, columns.getColumnLabel(i), columns.getColumnTypeName(i), result, i);
      }
    }
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(rows);
  }

  private static void put(ObjectNode row, String name, String type, ResultSet result, int column)
      throws SQLException {
    String text = result.getString(column);
    if (text == null) {
      row.putNull(name);
      return;
    }
    switch (type) {
      case "json", "jsonb" -> row.set(name, Json.MAPPER.readTree(text));
      case "bool" -> row.put(name, result.getBoolean(column));
      case "int2", "int4", "int8" -> row.put(name, result.getLong(column));
      case "numeric" -> {
        if (text.matches("-?[\\d.]+")) {
          row.put(name, new BigDecimal(text));
        } else {
          row.put(name, text);
        }
      }
      default -> row.put(name, text);
    }
  }

  private void printRefusal(SQLException refused) {
    terminal.out().flush();
    ServerErrorMessage message =
        refused instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (message == null) {
      terminal.err().println(refused.getMessage());
      return;
    }
    terminal
        .err()
        .println(
            terminal.red("Postgres refused: ")
                + message.getMessage()
                + " ("
                + message.getSQLState()
                + ")");
    printMore("detail", message.getDetail());
    printMore("hint", message.getHint());
    printMore("where", message.getWhere());
  }

  private void printMore(String label, @Nullable String text) {
    if (text != null) {
      terminal.err().println("  " + label + ": " + text);
    }
  }
}
