package dev.rollcall.app;

import dev.rollcall.json.Json;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Tells the command line and applications on this machine how to reach the running server: the
/// files `server.json` and `env` in the data folder.
///
/// @param url where it listens
/// @param publicUrl where others reach it
record Running(URI url, URI publicUrl, DataFolder folder) {
  private static final String API_KEY = "ROLLCALL_API_KEY";

  /// @param more further variables for the file `env`
  void write(ApiKeys keys, Map<String, String> more) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ROLLCALL_URL", publicUrl.toString());
    variables.put(API_KEY, apiKey(keys).value());
    variables.putAll(new TreeMap<>(more));
    EnvFile.write(folder.env(), variables);
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("url", url.toString());
    server.put("pid", ProcessHandle.current().pid());
    folder.keep("server.json", Json.MAPPER.writeValueAsString(server));
  }

  /// The key of the last start while it is still good, else a fresh one.
  private Secret apiKey(ApiKeys keys) throws IOException {
    Optional<String> before = EnvFile.read(folder.env(), API_KEY);
    if (before.isPresent() && keys.accepts(before.get())) {
      return new Secret(before.get());
    }
    return keys.create("data folder").text();
  }
}
