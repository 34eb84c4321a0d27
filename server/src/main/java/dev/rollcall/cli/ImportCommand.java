package dev.rollcall.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Users who move in from elsewhere.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Takes users over into the built-in provider, with their ids and password hashes.",
      "",
      "The file has one JSON object a line. Each needs an email, or at least an id; all else may be"
          + " left out:",
      "",
      "  id                          a UUID; foreign keys that name it stay good",
      "  email, email_verified       the address to sign in with, and whether it was proved",
      "  display_name, profile_image_url",
      "  client_metadata, client_read_only_metadata, server_metadata   any JSON",
      "  password_hash               bcrypt ($2a$, $2b$, $2y$) or Argon2 ($argon2id$, $argon2i$)",
      "  created_at                  2025-03-01T09:30:00Z, or milliseconds since 1970",
      "  otp_enabled                 whether codes by mail sign the user in",
      "",
      "Importing the same file again changes nothing; what a line says differently is changed. A"
          + " password that was used or changed here since stays as it is. Lines that cannot be taken"
          + " are listed with the reason, and hold up no other; the exit code is 1 then.",
      "",
      "Example:",
      "  rollcall user import users.ndjson",
      ""
    })
final class ImportCommand extends ProjectCommand {
  private static final int SHOWN = 20;

  @Parameters(paramLabel = "FILE", description = "The file, in NDJSON")
  private Path file = Path.of("");

  ImportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    ImportRun run = new ImportRun(client, path("/auth/users/import"));
    try (BufferedReader lines = Files.newBufferedReader(file);
        SyncProgress progress = new SyncProgress(terminal(), "done with")) {
      long total = total();
      String line;
      while ((line = lines.readLine()) != null) {
        run.add(line);
        progress.show(run.sent(), total);
      }
      run.sendRest();
      progress.show(run.sent(), total);
    } catch (IOException unreadable) {
      throw new CommandFailedException(
          "The file '" + file + "' cannot be read: " + unreadable.getMessage());
    }
    if (!printedAsJson(run.summary())) {
      tell(run);
    }
    return run.refused().isEmpty() ? 0 : 1;
  }

  private long total() throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank()).count();
    }
  }

  private void tell(ImportRun run) {
    JsonNode summary = run.summary();
    Map<String, String> counts = new LinkedHashMap<>();
    for (String name : List.of("imported", "updated", "unchanged", "refused")) {
      JsonNode value = summary.path(name);
      counts.put(name, Cells.number(value.isArray() ? value.size() : value.asLong(0)));
    }
    counts.forEach((name, count) -> say("  %-10s %12s".formatted(name, count)));
    run.refused().stream()
        .limit(SHOWN)
        .forEach(bad -> say("line " + bad.line() + ": " + Table.clean(bad.reason())));
    if (run.refused().size() > SHOWN) {
      say("... and " + (run.refused().size() - SHOWN) + " more; --json lists all of them");
    }
  }
}
