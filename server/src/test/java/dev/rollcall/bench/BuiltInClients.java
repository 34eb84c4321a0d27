package dev.rollcall.bench;

import dev.rollcall.json.Json;
import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Applications of the built-in provider.
final class BuiltInClients {
  private final URI server;
  private final String project;
  private final String publishable;
  private final String asServer;
  private final List<String> users = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();

  BuiltInClients(RunningServer server) throws IOException {
    this.server = server.url();
    this.project = server.env("NEXT_PUBLIC_STACK_PROJECT_ID");
    this.publishable = server.env("NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY");
    this.asServer =
        "x-stack-access-type: server\r\nx-stack-project-id: "
            + project
            + "\r\nx-stack-secret-server-key: "
            + server.env("STACK_SECRET_SERVER_KEY")
            + "\r\ncontent-type: application/json\r\n";
  }

  /// Makes users, and sessions for the first of them.
  void fill(int count, int sessions) throws IOException {
    try (KeepAlive connection = new KeepAlive(server)) {
      for (int i = 0; i < count; i++) {
        String made =
            connection.send(
                "POST",
                "/api/v1/users",
                asServer,
                """
                {"primary_email":"user%1$d@example.com","display_name":"User %1$d"}\
                """
                    .formatted(i));
        users.add(text(made, "id"));
      }
      for (String user : users.subList(0, sessions)) {
        tokens.add(
            text(
                connection.send(
                    "POST", "/api/v1/auth/sessions", asServer, "{\"user_id\":\"" + user + "\"}"),
                "refresh_token"));
      }
    }
  }

  /// One client for each session, which asks for an access token.
  List<Load.Request> refreshing() throws IOException {
    List<Load.Request> clients = new ArrayList<>();
    for (String token : tokens) {
      KeepAlive connection = new KeepAlive(server);
      String form =
          "grant_type=refresh_token&client_id="
              + project
              + "&client_secret="
              + publishable
              + "&refresh_token="
              + token;
      clients.add(() ->
          connection.send(
              "POST",
              "/api/v1/auth/oauth/token",
              "content-type: application/x-www-form-urlencoded\r\n",
              form));
    }
    return clients;
  }

  /// As many clients as there are sessions, which read users with the secret key.
  List<Load.Request> reading() throws IOException {
    return asking(
        () -> "/api/v1/users/" + users.get(ThreadLocalRandom.current().nextInt(users.size())));
  }

  /// The same for paths of any kind.
  List<Load.Request> asking(java.util.function.Supplier<String> path) throws IOException {
    List<Load.Request> clients = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      KeepAlive connection = new KeepAlive(server);
      clients.add(() -> connection.send("GET", path.get(), asServer, ""));
    }
    return clients;
  }

  private static String text(String json, String key) {
    return Json.MAPPER.readTree(json).path(key).asString();
  }
}
