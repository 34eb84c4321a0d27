package dev.rollcall.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The accounts of the built-in provider, as far as the command `user` keeps them.
final class AccountCommands {
  private static final String PASSWORD = "ROLLCALL_USER_PASSWORD";

  private AccountCommands() {}

  /// Adds them to `user`.
  static CommandLine addTo(CommandLine user, Terminal terminal) {
    return user.addSubcommand(new Create(terminal))
        .addSubcommand(new Delete(terminal))
        .addSubcommand(new Ban(terminal))
        .addSubcommand(new Unban(terminal))
        .addSubcommand(new ImportCommand(terminal));
  }

  /// Makes one.
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes an account at the built-in provider. Its row is in neon_auth.users_sync at once.",
        "",
        "Without a password the user signs in with a code that comes by mail, if the project has that"
            + " switched on, or sets one by way of \"forgot password\".",
        "",
        "Examples:",
        "  rollcall user create ada@example.com --name \"Ada\" --password",
        "  rollcall user create bot@example.com --verified --password-file bot.password",
        ""
      })
  static final class Create extends ProjectCommand {
    @Parameters(paramLabel = "EMAIL", description = "The address to sign in with")
    private String email = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The name to show")
    private @Nullable String name;

    @Option(names = "--verified", description = "The address is known to be the user's")
    private boolean verified;

    @Option(
        names = "--password",
        description = "Ask for a password (or take it from " + PASSWORD + ")")
    private boolean password;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "The file whose first line is the password")
    private @Nullable Path file;

    Create(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      Map<String, Object> body = new HashMap<>();
      body.put("email", email);
      body.put("email_verified", verified);
      if (name != null) {
        body.put("display_name", name);
      }
      String secret = password();
      if (secret != null) {
        body.put("password", secret);
      }
      JsonNode answer = client.post(path("/auth/users"), body);
      if (!printedAsJson(answer)) {
        say("The user " + Cells.text(answer.path("user"), "id") + " was created.");
      }
      return 0;
    }

    private @Nullable String password() {
      if (file != null) {
        return firstLine(file);
      }
      if (!password) {
        return null;
      }
      String variable = terminal().environment().get(PASSWORD);
      if (variable != null && !variable.isEmpty()) {
        return variable;
      }
      Console person = terminal().person();
      char[] typed = person == null ? null : person.readPassword("Password for %s: ", email);
      if (typed == null || typed.length == 0) {
        throw new CommandFailedException(
            "There is nobody to ask for the password: set "
                + PASSWORD
                + ", or use --password-file");
      }
      return new String(typed);
    }

    private static String firstLine(Path file) {
      try {
        return Files.readString(file).lines().findFirst().orElse("");
      } catch (IOException unreadable) {
        throw new CommandFailedException(
            "The file '" + file + "' cannot be read: " + unreadable.getMessage());
      }
    }
  }

  /// Deletes one.
  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = {
        "Deletes an account at the built-in provider, with its sessions and its password.",
        "Its row in neon_auth.users_sync is marked as deleted (deleted_at), or goes, as the project"
            + " has it set."
      })
  static final class Delete extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The user's id, as `user list` shows it")
    private String id = "";

    Delete(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.delete(path("/auth/users/" + ServerClient.escaped(id)));
      if (!printedAsJson(answer)) {
        say("The user " + Table.clean(id) + " was deleted.");
      }
      return 0;
    }
  }

  /// Locks one out.
  @Command(
      name = "ban",
      mixinStandardHelpOptions = true,
      description = {
        "Keeps a user of the built-in provider from signing in, in any way.",
        "All sessions end: access tokens are refused at once, refresh tokens as well. The row stays in"
            + " neon_auth.users_sync; its raw_json says \"is_restricted\": true and why.",
        "To let the user in again: rollcall user unban ID"
      })
  static final class Ban extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The user's id, as `user list` shows it")
    private String id = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why; kept with the user, and in the audit log")
    private @Nullable String reason;

    Ban(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      String why = reason;
      JsonNode answer =
          client.post(
              path("/auth/users/" + ServerClient.escaped(id) + "/ban"),
              why == null ? Map.of() : Map.of("reason", why));
      if (!printedAsJson(answer)) {
        say(
            "The user "
                + Table.clean(id)
                + " was banned, and all sessions have ended. To undo it: rollcall user unban "
                + Table.clean(id));
      }
      return 0;
    }
  }

  /// Lets one in again.
  @Command(
      name = "unban",
      mixinStandardHelpOptions = true,
      description = "Lets a banned user sign in again. Sessions that the ban ended stay ended.")
  static final class Unban extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The user's id")
    private String id = "";

    Unban(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer =
          client.post(path("/auth/users/" + ServerClient.escaped(id) + "/unban"), Map.of());
      if (!printedAsJson(answer)) {
        say("The user " + Table.clean(id) + " may sign in again.");
      }
      return 0;
    }
  }
}
