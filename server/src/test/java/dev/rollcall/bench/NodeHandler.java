package dev.rollcall.bench;

import dev.rollcall.testing.RollcallClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The documents' webhook handler, in a Node of its own, from `server/src/test/js/webhook`.
record NodeHandler(Process process, int port) implements AutoCloseable {
  private static final Path SOURCES = Path.of("server/src/test/js/webhook");
  private static final Path FOLDER = Path.of("server/target/webhook").toAbsolutePath();

  /// Fetches its packages, exactly as the lock file says, unless they are there.
  static void install() throws IOException, InterruptedException {
    Path lock = FOLDER.resolve("package-lock.json");
    boolean installed =
        Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))
            && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) == -1;
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "package-lock.json", "handler.mjs")) {
      Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!installed) {
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("npm.out").toFile())
              .start();
      if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        throw new IllegalStateException(
            "npm ci failed: " + Files.readString(FOLDER.resolve("npm.out")));
      }
    }
  }

  /// @param mode `documents` or `group`
  /// @param databaseUrl with user and password
  static NodeHandler start(String mode, String databaseUrl) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "handler.mjs", mode)
            .directory(FOLDER.toFile())
            .redirectError(FOLDER.resolve(mode + ".err").toFile());
    builder.environment().put("DATABASE_URL", databaseUrl);
    builder.environment().put("WEBHOOK_SECRET", RollcallClient.WEBHOOK_SECRET);
    builder.environment().put("NODE_ENV", "production");
    Process node = builder.start();
    BufferedReader output = node.inputReader(StandardCharsets.UTF_8);
    String port = output.readLine();
    if (port == null) {
      throw new IllegalStateException(
          "The handler did not start: " + Files.readString(FOLDER.resolve(mode + ".err")));
    }
    return new NodeHandler(node, Integer.parseInt(port));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
