package dev.rollcall.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.rollcall.app.App;
import dev.rollcall.app.Dialects;
import dev.rollcall.app.EnvFile;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Applications written against the published SDKs work with nothing changed but address and keys,
/// and whenever they change a user, the row equals what the API says.
@Tag("sdk")
class SdkTest {
  private static final List<String> VERSIONS =
      List.of("js-2-8-108", "js-2-8-39", "stack-2-8-16", "stack-2-6-8");
  private static final List<String> TOLD =
      List.of(
          "NEXT_PUBLIC_STACK_PROJECT_ID",
          "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY",
          "STACK_SECRET_SERVER_KEY",
          "NEXT_PUBLIC_STACK_API_URL",
          "NEXT_PUBLIC_STACK_URL");

  @TempDir static Path folder;

  private static final List<SdkRun> RUNS = new ArrayList<>();
  private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    SdkPackages packages = SdkPackages.install();
    StartedApp server = start();
    OPEN.push(server);
    UserRows rows = new UserRows(server, told());
    for (String version : VERSIONS) {
      SdkRun run = SdkRun.start(packages, version, rows);
      OPEN.push(run);
      RUNS.add(run);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable open : OPEN) {
      open.close();
    }
  }

  /// With magic links, and with access tokens that end soon: an SDK takes none of 20 seconds.
  private static StartedApp start() throws IOException {
    Path file = folder.resolve("rollcall.yaml");
    Files.writeString(
        file,
        """
        access_token_lifetime: 30s
        projects:
          - id: default
            built_in:
              magic_link_enabled: true
        """);
    Path data = folder.resolve("data");
    App app =
        App.start(
            Settings.read(
                Map.of("data", data.toString(), "port", "0"),
                Map.of(),
                ConfigFile.read(file, Map.of())),
            Dialects.all());
    String key = EnvFile.read(data.resolve("env"), "ROLLCALL_API_KEY").orElseThrow();
    return new StartedApp(app, new RollcallClient(app.url(), key));
  }

  private static Map<String, String> told() throws IOException {
    Map<String, String> told = new HashMap<>();
    for (String name : TOLD) {
      told.put(name, EnvFile.read(folder.resolve("data/env"), name).orElseThrow());
    }
    return told;
  }

  @TestFactory
  Stream<DynamicContainer> an_application_works_as_it_did() {
    return Stream.iterate(0, index -> index < RUNS.size(), index -> index + 1)
        .map(index -> dynamicContainer(VERSIONS.get(index), scenarios(index)));
  }

  private static Stream<DynamicTest> scenarios(int index) {
    SdkRun run = RUNS.get(index);
    assertThat(run.scenarios()).isNotEmpty();
    return run.scenarios().stream()
        .map(name ->
            dynamicTest(
                name,
                () ->
                    assertThat(run.trouble(name))
                        .as("%s: %s", VERSIONS.get(index), name)
                        .isEmpty()));
  }
}
