package dev.rollcall.sdk;

import dev.rollcall.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder that packages are installed in, from npm and exactly as the lock file says.
///
/// @param folder a copy of the sources, and `node_modules`
record NpmFolder(Path folder) {
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*", Pattern.DOTALL);
  private static final int OLDEST_NODE = 20;

  /// Copies the files of all sources there, and installs unless an earlier run did.
  ///
  /// @param sources the last of them has the lock file
  static NpmFolder install(Path folder, Path... sources) throws IOException, InterruptedException {
    demandNode();
    NpmFolder packages = new NpmFolder(folder.toAbsolutePath());
    Files.createDirectories(packages.folder);
    boolean installed = packages.isInstalled(sources[sources.length - 1]);
    for (Path source : sources) {
      packages.copy(source);
    }
    if (!installed) {
      packages.run("npm", "ci", "--no-audit", "--no-fund");
    }
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

  /// npm writes the first of these files last.
  private boolean isInstalled(Path source) throws IOException {
    Path lock = folder.resolve("package-lock.json");
    return Files.exists(folder.resolve("node_modules/.package-lock.json"))
        && Files.exists(lock)
        && Files.mismatch(lock, source.resolve("package-lock.json")) == -1;
  }

  private void copy(Path source) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = source.relativize(file);
        if (!isMade(name)) {
          Path copy = folder.resolve(name);
          Files.createDirectories(copy.resolveSibling(""));
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /// Not written by a person, so not copied.
  private static boolean isMade(Path name) {
    return name.startsWith("node_modules") || name.startsWith(".next");
  }

  /// A program in the folder, with nothing in its environment but `PATH` and what is given.
  ProcessBuilder program(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    return builder;
  }

  void run(String... command) throws IOException, InterruptedException {
    run(new ProcessBuilder(command).directory(folder.toFile()));
  }

  /// Runs a program to its end, which must be a good one.
  void run(ProcessBuilder program) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run-", ".out");
    Process process = program.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          String.join(" ", program.command())
              + " failed in "
              + folder
              + ": "
              + Files.readString(output));
    }
    Files.delete(output);
  }
}
