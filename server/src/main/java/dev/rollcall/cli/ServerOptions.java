package dev.rollcall.cli;

import dev.rollcall.app.EnvFile;
import dev.rollcall.json.Json;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/// Which server a command speaks to: the one on a data folder of this machine, or the one that
/// `ROLLCALL_URL` and `ROLLCALL_API_KEY` name. A folder that was named wins.
final class ServerOptions {
  private static final String USUAL_FOLDER = ".rollcall";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Data folder of the running server (default: .rollcall, or what ROLLCALL_DATA names)")
  private @Nullable Path data;

  /// @throws NoServerException if none runs there
  ServerClient client(Terminal terminal) {
    Map<String, String> environment = terminal.environment();
    String url = environment.get("ROLLCALL_URL");
    String key = environment.get("ROLLCALL_API_KEY");
    if (data == null && url != null && key != null) {
      return new ServerClient(URI.create(url.replaceAll("/+$", "")), new Secret(key));
    }
    Path folder = folder(terminal);
    Path server = folder.resolve("server.json");
    Optional<String> kept = kept(terminal, "ROLLCALL_API_KEY");
    if (!Files.exists(server) || kept.isEmpty()) {
      throw new NoServerException(
          "No Rollcall is running on the data folder "
              + folder
              + ". Start one with: rollcall up"
              + (folder.equals(Path.of(USUAL_FOLDER)) ? "" : " --data " + folder));
    }
    try {
      return new ServerClient(
          URI.create(Json.MAPPER.readTree(Files.readString(server)).path("url").asString("")),
          new Secret(kept.get()));
    } catch (IOException | JacksonException failure) {
      throw new CommandFailedException("The file " + server + " cannot be read: " + failure);
    }
  }

  Path folder(Terminal terminal) {
    Path named = data;
    return named == null
        ? Path.of(terminal.environment().getOrDefault("ROLLCALL_DATA", USUAL_FOLDER))
        : named;
  }

  /// A variable of the file `env` in the data folder.
  Optional<String> kept(Terminal terminal, String name) {
    Path file = folder(terminal).resolve("env");
    try {
      return EnvFile.read(file, name);
    } catch (IOException failure) {
      throw new CommandFailedException("The file " + file + " cannot be read: " + failure);
    }
  }
}
