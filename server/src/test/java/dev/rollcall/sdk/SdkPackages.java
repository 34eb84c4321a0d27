package dev.rollcall.sdk;

import dev.rollcall.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder that the SDKs are installed in, from npm and exactly as the lock file says.
///
/// @param folder a copy of `server/src/test/js/sdk`
record SdkPackages(Path folder) {
  private static final Path SOURCES = Path.of("server/src/test/js/sdk");
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*", Pattern.DOTALL);
  private static final int OLDEST_NODE = 20;

  /// Installs them, unless they are there from an earlier run.
  static SdkPackages install() throws IOException, InterruptedException {
    demandNode();
    SdkPackages packages = new SdkPackages(Path.of("server/target/sdk").toAbsolutePath());
    Files.createDirectories(packages.folder);
    boolean installed = packages.isInstalled();
    packages.copySources();
    if (!installed) {
      packages.run("npm", "ci", "--no-audit", "--no-fund");
    }
    packages.run("node", "bundle.mjs");
    return packages;
  }

  private static void demandNode() throws IOException, InterruptedException {
    String wanted =
        "The SDK tests need Node.js " + OLDEST_NODE + " or newer, with npm, on the PATH: ";
    for (String program : List.of("node", "npm")) {
      if (!Shell.exists(program)) {
        throw new IllegalStateException(wanted + "install it, '" + program + "' is missing");
      }
    }
    Process asked = new ProcessBuilder("node", "--version").start();
    String version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    Matcher found = VERSION.matcher(version);
    if (!found.matches() || Integer.parseInt(found.group(1)) < OLDEST_NODE) {
      throw new IllegalStateException(wanted + "found " + version.strip());
    }
  }

  /// npm writes this file last.
  private boolean isInstalled() throws IOException {
    Path lock = folder.resolve("package-lock.json");
    return Files.exists(folder.resolve("node_modules/.package-lock.json"))
        && Files.exists(lock)
        && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) == -1;
  }

  private void copySources() throws IOException {
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(SOURCES.relativize(source));
        Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run-", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed in " + folder + ": " + Files.readString(output));
    }
    Files.delete(output);
  }
}
