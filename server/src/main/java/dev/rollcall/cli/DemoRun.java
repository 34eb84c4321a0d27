package dev.rollcall.cli;

import dev.rollcall.app.EnvFile;
import dev.rollcall.json.Json;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Connects the default project to the server's own mock provider, changes users there, and
/// measures when each change can be read in SQL.
final class DemoRun {
  private static final String PROJECT = "/projects/default";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String SEEN =
      """
      select 1 from neon_auth.users_sync
       where id = ? and email = ? and (deleted_at is not null) = ?
      """;

  private final Terminal terminal;
  private final Path folder;
  private final URI server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Long> micros = new ArrayList<>();

  DemoRun(Terminal terminal, Path folder, URI server) {
    this.terminal = terminal;
    this.folder = folder;
    this.server = server;
  }

  void run() throws InterruptedException {
    try (ServerClient client = new ServerClient(server, new Secret(kept("ROLLCALL_API_KEY")));
        http) {
      String provider = Cells.textOr(client.get(PROJECT).path("project"), "auth_provider", "mock");
      if (!provider.equals("mock")) {
        terminal
            .out()
            .println(
                "  The default project is connected to "
                    + provider
                    + ", and stays so; the mock provider runs all the same.");
        terminal.out().flush();
        return;
      }
      Map<String, String> settings =
          Map.of(
              "url",
              kept("MOCK_URL"),
              "secret_key",
              kept("MOCK_SECRET_KEY"),
              "webhook_secret",
              kept("MOCK_WEBHOOK_SECRET"));
      client
          .send("PUT", PROJECT + "/provider", Map.of("auth_provider", "mock", "settings", settings))
          .orRefused();
      new ComparisonRun(client, terminal, PROJECT).run(false, false);
      changeUsers();
    } catch (IOException | SQLException failure) {
      throw new CommandFailedException("The demo could not go on: " + failure.getMessage());
    }
  }

  private void changeUsers() throws IOException, SQLException, InterruptedException {
    terminal.out().println("  Changes at the mock provider, and when SQL shows them:");
    DatabaseLogin login = DatabaseLogin.of(new Secret(kept("DATABASE_URL")));
    try (Connection connection =
            DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password().value());
        PreparedStatement seen = connection.prepareStatement(SEEN)) {
      List<String> ids = new ArrayList<>();
      for (String name : List.of("Ada Lovelace", "Grace Hopper", "Alan Turing", "Mary Jackson")) {
        ids.add(change(seen, "created", "POST", "", name, mail(name), false));
      }
      String ada = "/" + ids.getFirst();
      change(seen, "renamed", "PATCH", ada, "Ada King", "ada.king@example.com", false);
      change(seen, "deleted", "DELETE", "/" + ids.get(2), "Alan Turing", mail("Alan Turing"), true);
    }
    micros.sort(null);
    terminal.out().println("  p50 %30s".formatted(millis(micros.get((micros.size() - 1) / 2))));
    terminal.out().println();
    terminal.out().println("  Look at them: rollcall sql \"select * from neon_auth.users_sync\"");
    terminal.out().println();
    terminal.out().flush();
  }

  /// Makes one change, waits until it can be seen, and answers the user's id.
  private String change(
      PreparedStatement seen,
      String what,
      String method,
      String user,
      String name,
      String email,
      boolean deleted)
      throws IOException, SQLException, InterruptedException {
    long began = System.nanoTime();
    String id = send(method, user, name, email).path("id").asString("");
    seen.setString(1, id);
    seen.setString(2, email);
    seen.setBoolean(3, deleted);
    while (!isThere(seen)) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new CommandFailedException(
            "The demo's change did not arrive within " + PATIENCE.toSeconds() + " s; see the log");
      }
      Thread.sleep(1);
    }
    long took = (System.nanoTime() - began) / 1_000;
    micros.add(took);
    terminal.out().println("  %-8s %-16s %8s".formatted(what, name, millis(took)));
    terminal.out().flush();
    return id;
  }

  private JsonNode send(String method, String user, String name, String email)
      throws IOException, InterruptedException {
    byte[] body = Json.MAPPER.writeValueAsBytes(Map.of("name", name, "email", email));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(kept("MOCK_URL") + "/users" + user))
            .header("authorization", "Bearer " + kept("MOCK_SECRET_KEY"))
            .header("content-type", "application/json")
            .method(
                method,
                method.equals("DELETE")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      throw new CommandFailedException("The mock provider answered " + response.statusCode());
    }
    return Json.MAPPER.readTree(response.body());
  }

  private static boolean isThere(PreparedStatement seen) throws SQLException {
    try (ResultSet row = seen.executeQuery()) {
      return row.next();
    }
  }

  private String kept(String name) {
    try {
      return EnvFile.read(folder.resolve("env"), name)
          .orElseThrow(() -> new CommandFailedException("The file 'env' names no " + name));
    } catch (IOException failure) {
      throw new CommandFailedException("The file 'env' cannot be read: " + failure);
    }
  }

  private static String mail(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.com";
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }
}
