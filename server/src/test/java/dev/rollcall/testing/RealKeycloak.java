package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A real Keycloak server on a port of its own, started once per JVM for tests. Maven's profile
/// `slow` unpacks it. Every test takes a realm of its own from [#newRealm].
public final class RealKeycloak implements AutoCloseable {
  public static final String ADMIN = "root";

  private static final long TOKEN_NANOS = Duration.ofSeconds(30).toNanos();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String adminPassword = UUID.randomUUID().toString();
  private final int port;

  private final String databaseUrl;
  private final Process process;

  private String adminToken = "";
  private long tokenIssuedAt;

  private static final class Shared {
    // Its own database, so that a test can change it behind its back.
    static final RealKeycloak SERVER =
        new RealKeycloak(
            KeycloakHome.copy(),
            TestPostgres.newest().url(TestPostgres.newest().create()),
            List.of("start-dev", "--db=postgres"),
            Map.of("JAVA_OPTS_KC_HEAP", "-Xmx768m"));
  }

  /// The server of this JVM; starts it the first time, which takes half a minute.
  public static RealKeycloak shared() {
    return Shared.SERVER;
  }

  /// Another server, in production mode and built for Postgres, with the heap that it takes by
  /// itself. HTTP is on, and nothing is shared with other servers of its kind.
  ///
  /// @param databaseUrl holds user and password
  public static RealKeycloak optimized(String databaseUrl) {
    build();
    return new RealKeycloak(
        KeycloakHome.unpacked(),
        databaseUrl,
        List.of("start", "--optimized", "--http-enabled=true", "--hostname-strict=false"),
        Map.of());
  }

  /// What Keycloak answered an administrator.
  ///
  /// @param body missing where there was none
  /// @param createdId the id in the `Location` header; empty where there was none
  public record Answer(int status, JsonNode body, String createdId) {}

  private RealKeycloak(
      Path home, String databaseUrl, List<String> mode, Map<String, String> environment) {
    this.databaseUrl = databaseUrl;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    List<String> arguments = new ArrayList<>(mode);
    arguments.addAll(
        List.of("--db-url=" + databaseUrl, "--http-host=127.0.0.1", "--http-port=" + port));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    variables.put("KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword);
    this.process = run(home, arguments, variables);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    Awaitility.await("Keycloak's start, see " + log())
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> !process.isAlive() || isUp());
    if (!process.isAlive()) {
      throw new IllegalStateException("Keycloak did not start, see " + log());
    }
  }

  private static void build() {
    Process building =
        run(KeycloakHome.unpacked(), List.of("build", "--db=postgres", "--cache=local"), Map.of());
    if (building.onExit().orTimeout(5, TimeUnit.MINUTES).join().exitValue() != 0) {
      throw new IllegalStateException("Keycloak was not built, see " + log());
    }
  }

  private static Process run(Path home, List<String> arguments, Map<String, String> environment) {
    try {
      Files.createDirectories(log().getParent());
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin/kc.sh").toString());
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log().toFile()));
      builder.environment().keySet().removeIf(name -> name.startsWith("KC_"));
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// The processes that it consists of.
  public List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  private static Path log() {
    return Path.of(System.getProperty("rollcall.test.directory", "server/target/test-data"))
        .resolve("keycloak.log")
        .toAbsolutePath();
  }

  private boolean isUp() {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create(url() + "/realms/master")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// A JDBC URL of its database, which holds user and password.
  public String databaseUrl() {
    return databaseUrl;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// The password of [#ADMIN] in the realm `master`.
  public String adminPassword() {
    return adminPassword;
  }

  /// A realm of its own: both event logs on, organizations and registration enabled.
  public KeycloakRealm newRealm() {
    String name = "realm-" + UUID.randomUUID().toString().substring(0, 8);
    admin(
        "POST",
        "/admin/realms",
        """
        {"realm": "%s", "enabled": true, "registrationAllowed": true, "organizationsEnabled": true,
         "editUsernameAllowed": true,
         "eventsEnabled": true, "adminEventsEnabled": true, "adminEventsDetailsEnabled": true}
        """
            .formatted(name));
    return new KeycloakRealm(this, name);
  }

  /// A token of a user, got by password for a client that permits it.
  public String userToken(String realm, String clientId, String username, String password) {
    return signIn(realm, clientId, username, password).path("access_token").asString();
  }

  /// All that Keycloak answers a user who signs in by password.
  public JsonNode signIn(String realm, String clientId, String username, String password) {
    String form =
        Map.of(
                "grant_type", "password",
                "scope", "openid",
                "client_id", clientId,
                "username", username,
                "password", password)
            .entrySet()
            .stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(url() + "/realms/" + realm + "/protocol/openid-connect/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return expect(List.of(200), request).body();
  }

  /// A request of the administrator's; anything but success fails the test.
  public Answer admin(String method, String path, @Nullable String json) {
    return expect(List.of(200, 201, 204), request(method, path, adminToken(), json));
  }

  /// Tokens last a minute; checking a password is what takes long.
  public synchronized String adminToken() {
    if (adminToken.isEmpty() || System.nanoTime() - tokenIssuedAt > TOKEN_NANOS) {
      tokenIssuedAt = System.nanoTime();
      adminToken = userToken("master", "admin-cli", ADMIN, adminPassword);
    }
    return adminToken;
  }

  HttpRequest request(String method, String path, String token, @Nullable String json) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .header("authorization", "Bearer " + token)
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
        .build();
  }

  Answer expect(List<Integer> statuses, HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (!statuses.contains(response.statusCode())) {
        throw new AssertionError(
            request.method()
                + " "
                + request.uri()
                + " was answered with "
                + response.statusCode()
                + " "
                + response.body());
      }
      return new Answer(
          response.statusCode(),
          response.body().startsWith("{") || response.body().startsWith("[")
              ? Json.MAPPER.readTree(response.body())
              : MissingNode.getInstance(),
          response.headers().firstValue("location").orElse("").replaceAll(".*/", ""));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  static AssertionError interrupted(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new AssertionError("The test was interrupted", interrupted);
  }
}
