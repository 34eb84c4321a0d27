package dev.rollcall.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.rollcall.json.Json;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The published `@neondatabase/serverless` and `drizzle-orm/neon-http` against `/sql`: the same
/// answers as node-postgres gets over a connection.
@Tag("sdk")
class DriverTest {
  private static final Path SOURCES = Path.of("server/src/test/js/drivers");
  private static final List<String> TOLD =
      List.of(
          "ROLLCALL_URL",
          "ROLLCALL_TLS_URL",
          "NODE_EXTRA_CA_CERTS",
          "DATABASE_URL",
          "DATABASE_AUTHENTICATED_URL",
          "NEXT_PUBLIC_STACK_API_URL",
          "NEXT_PUBLIC_STACK_PROJECT_ID",
          "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY");
  private static final int LEAST_SCENARIOS = 120;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicContainer> an_application_works_as_it_did_at_neon() throws Exception {
    List<DynamicContainer> versions = new ArrayList<>();
    for (String version : new String[] {"now", "then"}) {
      NpmFolder packages =
          NpmFolder.install(
              Path.of("server/target/drivers", version), SOURCES, SOURCES.resolve(version));
      Path data = folder.resolve(version);
      try (StartedApp server = StartedApp.start(data, Map.of("tls", "dev", "tls_port", "0"))) {
        versions.add(tests(version, run(packages, data)));
        assertThat(server.app().secureUrl()).isPresent();
      }
    }
    return versions.stream();
  }

  private static DynamicContainer tests(String version, List<JsonNode> results) {
    assertThat(results).hasSizeGreaterThan(LEAST_SCENARIOS);
    return dynamicContainer(
        version,
        results.stream()
            .map(result ->
                dynamicTest(
                    result.path("name").stringValue(),
                    () -> assertThat(result.path("trouble").stringValue("")).isEmpty())));
  }

  /// With nothing in its environment but `PATH` and what the server tells applications.
  private static List<JsonNode> run(NpmFolder packages, Path data)
      throws IOException, InterruptedException {
    Path output = packages.folder().resolve("results.jsonl");
    Path errors = packages.folder().resolve("errors.txt");
    Process process =
        packages
            .program(EnvVariables.of(data, TOLD), "node", "run.mjs")
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(output).stream().map(Json.MAPPER::readTree).toList();
  }
}
