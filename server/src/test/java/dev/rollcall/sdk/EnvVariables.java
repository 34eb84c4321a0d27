package dev.rollcall.sdk;

import dev.rollcall.app.EnvFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What a server tells applications, as they find it in their environment.
final class EnvVariables {
  private EnvVariables() {}

  /// @param data the server's data folder
  /// @param names which of the variables in the file `env`; each must be there
  static Map<String, String> of(Path data, Iterable<String> names) throws IOException {
    Map<String, String> told = new HashMap<>();
    for (String name : names) {
      told.put(name, EnvFile.read(data.resolve("env"), name).orElseThrow());
    }
    return told;
  }
}
