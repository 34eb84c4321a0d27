package dev.rollcall.sdk;

import dev.rollcall.json.Json;
import dev.rollcall.testing.StartedApp;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Compares rows of `neon_auth.users_sync` with what the API says of their users.
///
/// @param env what the server tells applications
record UserRows(StartedApp server, Map<String, String> env) {

  /// What is wrong with the row of a user who was just changed; empty if nothing is.
  Optional<String> changed(UUID user) throws SQLException {
    HttpResponse<String> answer = ask(user);
    if (answer.statusCode() != 200) {
      return Optional.of("the API answers " + answer.statusCode() + ": " + answer.body());
    }
    List<String> rows =
        server.strings(
            "select raw_json from neon_auth.users_sync where deleted_at is null and id = '"
                + user
                + "'");
    if (rows.size() != 1) {
      return Optional.of("user " + user + " has " + rows.size() + " rows");
    }
    JsonNode row = Json.MAPPER.readTree(rows.getFirst());
    return row.equals(Json.MAPPER.readTree(answer.body()))
        ? Optional.empty()
        : Optional.of("the row is " + row + "\nthe API says " + answer.body());
  }

  /// The same for a user who was just deleted.
  Optional<String> deleted(UUID user) throws SQLException {
    HttpResponse<String> answer = ask(user);
    List<String> rows =
        server.strings(
            "select deleted_at is not null from neon_auth.users_sync where id = '" + user + "'");
    return answer.statusCode() == 404 && rows.equals(List.of("t"))
        ? Optional.empty()
        : Optional.of("deleted, but the API answers " + answer.statusCode() + ", the row " + rows);
  }

  private HttpResponse<String> ask(UUID user) {
    return server
        .client()
        .send(
            server
                .client()
                .request("/api/v1/users/" + user)
                .header("x-stack-access-type", "server")
                .header("x-stack-project-id", variable("NEXT_PUBLIC_STACK_PROJECT_ID"))
                .header("x-stack-secret-server-key", variable("STACK_SECRET_SERVER_KEY")));
  }

  private String variable(String name) {
    return Optional.ofNullable(env.get(name)).orElseThrow();
  }
}
