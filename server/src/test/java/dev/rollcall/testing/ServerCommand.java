package dev.rollcall.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command `rollcall` in a Java of its own, as the start script runs it.
///
/// @param folder where it is run and where its output is kept
/// @param environment besides PATH and HOME
public record ServerCommand(Path folder, Map<String, String> environment) {
  public ServerCommand(Path folder) {
    this(folder, Map.of());
  }

  public ServerCommand with(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new ServerCommand(folder, more);
  }

  /// A running command, and what it writes.
  public record Started(Process process, Path output, Path error) {
    public String errors() throws IOException {
      return Files.readString(error);
    }
  }

  public Started start(List<String> arguments) throws IOException {
    Path output = Files.createTempFile(folder, "server-", ".out");
    Path error = Files.createTempFile(folder, "server-", ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms48m",
            "-Xmx512m",
            "-Xmn32m",
            "-XX:SurvivorRatio=1",
            "-XX:MinHeapFreeRatio=20",
            "-XX:MaxHeapFreeRatio=40",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TrimNativeHeapInterval=10000",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classPath(), "dev.rollcall.Main"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(error.toFile());
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    return new Started(builder.start(), output, error);
  }

  /// Runs it to its end, which must come by itself.
  public Shell.Ended run(String... arguments) throws IOException, InterruptedException {
    Started started = start(List.of(arguments));
    if (!started.process().waitFor(2, TimeUnit.MINUTES)) {
      started.process().destroy();
      started.process().waitFor();
      throw new AssertionError("The command did not end: " + started.errors());
    }
    return new Shell.Ended(
        started.process().exitValue(),
        Files.readString(started.output()),
        Files.readString(started.error()));
  }

  /// Ours without the tests themselves.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
