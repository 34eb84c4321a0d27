package dev.rollcall.app;

import dev.rollcall.secret.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// The file `env` in the data folder: what an application needs, ready to be sourced or copied.
final class EnvFile {
  private EnvFile() {}

  static void write(Path file, Map<String, String> variables) throws IOException {
    StringBuilder text = new StringBuilder("# Written by Rollcall at every start.\n");
    variables.forEach(
        (name, value) ->
            text.append(name).append("='").append(value.replace("'", "'\\''")).append("'\n"));
    PrivateFile.write(file, text.toString());
  }
}
