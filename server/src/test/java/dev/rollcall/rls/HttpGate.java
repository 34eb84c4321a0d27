package dev.rollcall.rls;

import dev.rollcall.postgres.Database;
import dev.rollcall.sqlhttp.SqlAccess;
import dev.rollcall.sqlhttp.SqlLimits;
import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.SqlServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `/sql` with a single connection for all, so that each request meets what the one before has left
/// behind.
final class HttpGate implements Gate {
  private static final SqlLimits NARROW =
      new SqlLimits(
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5));

  private final SqlServer server;
  private final Gateway direct;

  HttpGate(Database database, String role, String url) throws SQLException {
    new SqlAccess(database).letAnonymous(true);
    this.server = new SqlServer(database, url, NARROW);
    this.direct = Gateway.connect(Weakened.NOT, role, url);
  }

  /// As one transaction. One that fails answers nothing of what came before the error, so what led
  /// to it is sent again without the end.
  @Override
  public List<String> request(@Nullable String user, List<String> statements) {
    SqlClient client = user == null ? server.nobody() : server.user(user);
    List<String> cells = new ArrayList<>();
    for (int count = statements.size(); count > 0; count--) {
      SqlClient.Reply reply = send(client, statements.subList(0, count));
      if (reply.status() == 200) {
        reply
            .json()
            .path("results")
            .forEach(result -> result.path("rows").forEach(row -> add(cells, row)));
        return cells;
      }
      cells.add("error: " + reply.response().body());
    }
    return cells;
  }

  private static void add(List<String> cells, JsonNode row) {
    row.forEach(cell -> cells.add(cell.isNull() ? "null" : cell.asString()));
  }

  private static SqlClient.Reply send(SqlClient client, List<String> statements) {
    return client
        .with("Neon-Raw-Text-Output", "true")
        .with("Neon-Array-Mode", "true")
        .post(Map.of("queries", statements.stream().map(sql -> Map.of("query", sql)).toList()));
  }

  /// Without HTTP, as in psql.
  @Override
  public List<String> session(List<String> statements) {
    return direct.session(statements);
  }

  @Override
  public String trusted() {
    return direct.trusted();
  }

  @Override
  public void close() throws SQLException {
    direct.close();
    server.close();
  }
}
