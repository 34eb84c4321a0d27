package dev.rollcall.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.testing.SignInClient;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `examples/todos`, built and started with nothing but what the server tells applications, and the
/// driver's own idea of where the server is: `https`, at the host of the database.
@Tag("sdk")
class ExampleTest {
  private static final List<String> TOLD =
      List.of(
          "ROLLCALL_TLS_URL",
          "NODE_EXTRA_CA_CERTS",
          "DATABASE_URL",
          "DATABASE_AUTHENTICATED_URL",
          "NEXT_PUBLIC_STACK_URL",
          "NEXT_PUBLIC_STACK_PROJECT_ID",
          "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY",
          "STACK_SECRET_SERVER_KEY");

  @TempDir static Path data;

  private static StartedApp server;
  private static Process next;
  private static Path output;
  private static TodosPage page;
  private static Map<String, String> told;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = StartedApp.start(data, Map.of("tls", "dev", "tls_port", "0"));
    told = EnvVariables.of(data, TOLD);
    told.put("NEXT_TELEMETRY_DISABLED", "1");
    // A test may not have port 443: see ports.mjs.
    URI preload = Path.of("server/src/test/js/drivers/preload.mjs").toAbsolutePath().toUri();
    told.put("NODE_OPTIONS", "--import=" + preload);
    NpmFolder example =
        NpmFolder.install(Path.of("server/target/example-todos"), Path.of("examples/todos"));
    example.run(example.program(told, "node", "migrate.mjs"));
    example.run(example.program(told, "node", "node_modules/next/dist/bin/next", "build"));
    int port = freePort();
    output = example.folder().resolve("next.out");
    next =
        example
            .program(
                told,
                "node",
                "node_modules/next/dist/bin/next",
                "start",
                "-H",
                "127.0.0.1",
                "-p",
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> said().contains("Ready"));
    // Next closes connections that ask for HTTP/2 without TLS.
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    page = new TodosPage(http, URI.create("http://127.0.0.1:" + port), "");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (next != null) {
      next.descendants().forEach(ProcessHandle::destroy);
      next.destroy();
      next.waitFor();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void users_keep_their_own_todos() throws Exception {
    TodosPage ann = signUp("ann");
    TodosPage bob = signUp("bob");

    ann.add("milk & <b>bread</b>");
    ann.add("eggs");
    bob.add("a bicycle");
    ann.toggleFirst();

    assertThat(ann.todos())
        .as(said())
        .containsExactly(
            "true milk &amp; &lt;b&gt;bread&lt;/b&gt; (ann@example.com)",
            "false eggs (ann@example.com)");
    assertThat(bob.todos()).containsExactly("false a bicycle (bob@example.com)");
    assertThat(bob.statistics())
        .containsExactly(
            Map.entry("ann@example.com", "1 of 2"), Map.entry("bob@example.com", "0 of 1"));

    ann.deleteFirst();

    assertThat(ann.todos()).containsExactly("false eggs (ann@example.com)");
    assertThat(bob.todos()).hasSize(1);
    assertThat(server.strings("select task from todos order by id"))
        .containsExactly("eggs", "a bicycle");
  }

  @Test
  void nobody_sees_nothing_but_where_to_sign_in() throws Exception {
    assertThat(page.html())
        .contains("href=\"/handler/sign-up\"", "href=\"/handler/sign-in\"")
        .doesNotContain("<li data-id");
  }

  private static TodosPage signUp(String name) {
    JsonNode answer =
        Json.MAPPER.readTree(
            SignInClient.to(server.app().url(), data)
                .signUp("127.0.0.1", name + "@example.com", "correct horse battery")
                .body());
    return page.as(
        String.valueOf(told.get("NEXT_PUBLIC_STACK_PROJECT_ID")),
        answer.path("refresh_token").stringValue(),
        answer.path("access_token").stringValue());
  }

  private static String said() {
    try {
      return Files.readString(output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
