package dev.rollcall.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Runs scripts as a user would, with no other environment than the one that is given.
///
/// @param folder where their output is kept; also HOME
public record Shell(Path folder, Map<String, String> environment) {
  public Shell(Path folder) {
    this(folder, Map.of("HOME", folder.toString()));
  }

  /// How a script ended, and what it wrote.
  public record Ended(int exit, String output, String error) {}

  public Shell with(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new Shell(folder, more);
  }

  public Ended run(List<String> shell, Path script, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run-", ".out");
    Path error = Files.createTempFile(folder, "run-", ".err");
    int exit =
        prepare(shell, script, arguments)
            .redirectOutput(output.toFile())
            .redirectError(error.toFile())
            .start()
            .waitFor();
    return new Ended(exit, Files.readString(output), Files.readString(error));
  }

  /// Starts a script whose output does not matter.
  public Process start(List<String> shell, Path script) throws IOException {
    return prepare(shell, script)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private ProcessBuilder prepare(List<String> shell, Path script, String... arguments) {
    List<String> command = new ArrayList<>(shell);
    command.add(script.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /// Writes a program that a script may call.
  public static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  public static boolean exists(String program) {
    return candidates(program).anyMatch(Files::isExecutable);
  }

  public static Path program(String name) {
    return candidates(name)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The program '" + name + "' is missing"));
  }

  private static Stream<Path> candidates(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
        .map(folder -> Path.of(folder, name));
  }
}
