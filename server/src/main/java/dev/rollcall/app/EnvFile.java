package dev.rollcall.app;

import dev.rollcall.secret.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The file `env` in the data folder: what an application needs, ready to be sourced or copied.
public final class EnvFile {
  private EnvFile() {}

  static void write(Path file, Map<String, String> variables) throws IOException {
    StringBuilder text = new StringBuilder("# Written by Rollcall at every start.\n");
    variables.forEach((name, value) ->
        text.append(name).append("='").append(value.replace("'", "'\\''")).append("'\n"));
    PrivateFile.write(file, text.toString());
  }

  /// The value of a variable; empty where there is no such file or variable.
  public static Optional<String> read(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String prefix = name + "='";
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(prefix) && line.endsWith("'"))
        .map(line -> line.substring(prefix.length(), line.length() - 1).replace("'\\''", "'"))
        .findFirst();
  }
}
