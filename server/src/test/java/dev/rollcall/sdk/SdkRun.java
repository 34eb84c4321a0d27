package dev.rollcall.sdk;

import dev.rollcall.json.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// One SDK version that runs through its scenarios in a Node of its own, and asks about rows as it
/// goes.
final class SdkRun implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;
  private final BufferedWriter answers;
  private final Path errors;
  private final UserRows rows;
  private final Map<String, CompletableFuture<String>> troubles = new LinkedHashMap<>();

  private SdkRun(Process process, Path errors, UserRows rows) {
    this.process = process;
    this.errors = errors;
    this.rows = rows;
    lines = process.inputReader();
    answers = process.outputWriter();
  }

  /// Starts one; nothing but `PATH` and what the server tells applications is in its environment.
  static SdkRun start(SdkPackages packages, String version, UserRows rows) throws IOException {
    Path errors = packages.folder().resolve(version + ".err");
    ProcessBuilder builder =
        new ProcessBuilder("node", "run.mjs", version)
            .directory(packages.folder().toFile())
            .redirectError(errors.toFile());
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(rows.env());
    SdkRun run = new SdkRun(builder.start(), errors, rows);
    run.readPlan();
    Thread.ofVirtual().name(version).start(run::follow);
    return run;
  }

  private void readPlan() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IllegalStateException("Node ended at once: " + Files.readString(errors));
    }
    for (JsonNode name : Json.MAPPER.readTree(line).path("plan")) {
      troubles.put(name.stringValue(), new CompletableFuture<>());
    }
  }

  Set<String> scenarios() {
    return troubles.keySet();
  }

  /// Waits for the end of a scenario, and answers what went wrong; nothing if all went well.
  String trouble(String scenario) {
    CompletableFuture<String> trouble = Optional.ofNullable(troubles.get(scenario)).orElseThrow();
    return trouble.orTimeout(3, TimeUnit.MINUTES).join();
  }

  private void follow() {
    String end = "Node ended before it";
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(Json.MAPPER.readTree(line));
      }
      end += ": " + Files.readString(errors);
    } catch (IOException | SQLException | RuntimeException failure) {
      end += ": " + failure;
    }
    for (CompletableFuture<String> open : troubles.values()) {
      open.complete(end);
    }
  }

  private void take(JsonNode line) throws IOException, SQLException {
    if (line.has("scenario")) {
      CompletableFuture<String> trouble = troubles.get(line.path("scenario").stringValue());
      Optional.ofNullable(trouble).orElseThrow().complete(line.path("detail").stringValue());
    } else if (line.has("changed")) {
      answer(rows.changed(id(line.path("changed"))));
    } else {
      answer(rows.deleted(id(line.path("deleted"))));
    }
  }

  private static UUID id(JsonNode id) {
    return UUID.fromString(id.stringValue());
  }

  private void answer(Optional<String> trouble) throws IOException {
    String text = trouble.map(Json.MAPPER::writeValueAsString).orElse("null");
    answers.write("{\"trouble\":" + text + "}\n");
    answers.flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
