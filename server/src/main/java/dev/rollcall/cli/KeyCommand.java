package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The keys of the management API, and those of applications.
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes, lists and revokes keys: of the management API, and of the applications whose users"
          + " sign in with the built-in provider."
    },
    footer = {
      "",
      "Examples:",
      "  rollcall key create ci                        A key for this API",
      "  rollcall key create web --application         A pair of keys for an application",
      "  rollcall key rotate-signing                   A new key to sign access tokens with"
    })
final class KeyCommand {
  private static final String APPLICATION_KEYS = "/auth/keys";

  /// How applications name their keys, by the API's name.
  private static final Map<String, String> VARIABLES =
      Map.of(
          "publishable_client_key", "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY",
          "secret_server_key", "STACK_SECRET_SERVER_KEY",
          "super_secret_admin_key", "STACK_SUPER_SECRET_ADMIN_KEY");

  /// The ids of application keys; those of the management API are shorter.
  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-.{12}");

  /// Makes one, and shows it this once.
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key of the management API, and shows it this once.",
        "With --application it makes keys for an application: a publishable client key and a secret"
            + " server key, under the names that the SDKs read."
      })
  static final class Create extends ProjectCommand {
    @Parameters(paramLabel = "NAME", description = "What it is for, 1 to 64 characters")
    private String name = "";

    @Option(names = "--application", description = "Keys for an application of the project")
    private boolean application;

    @Option(
        names = "--admin",
        description = "With --application: also a key for the project's settings")
    private boolean admin;

    Create(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      if (application || admin) {
        return createForApplication(client);
      }
      JsonNode key = client.post("/api_keys", Map.of("key_name", name));
      if (!printedAsJson(key)) {
        say(Cells.textOr(key, "key", ""));
        keep(terminal(), "it", "it is stored as a hash only", key);
      }
      return 0;
    }

    private int createForApplication(ServerClient client) throws InterruptedException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("description", name);
      body.put("has_super_secret_admin_key", admin);
      JsonNode answer = client.post(path(APPLICATION_KEYS), body);
      if (!printedAsJson(answer)) {
        say("NEXT_PUBLIC_STACK_PROJECT_ID=" + Cells.text(answer, "project_id"));
        JsonNode key = answer.path("key");
        VARIABLES.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .filter(variable -> key.path(variable.getKey()).isString())
            .forEach(
                variable -> say(variable.getValue() + "=" + Cells.text(key, variable.getKey())));
        keep(terminal(), "them", "they are stored as hashes only", key);
      }
      return 0;
    }
  }

  private static void keep(Terminal terminal, String what, String why, JsonNode key) {
    terminal
        .err()
        .println(
            "Keep "
                + what
                + " now: "
                + why
                + ", and cannot be shown again. To revoke "
                + what
                + ": rollcall key revoke "
                + Cells.text(key, "id"));
  }

  /// Lists those that are good.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the keys that are good, without showing them.")
  static final class ListKeys extends ProjectCommand {
    ListKeys(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode management = client.get("/api_keys");
      JsonNode application = applicationKeys(client);
      ObjectNode both = Json.MAPPER.createObjectNode();
      both.set("api_keys", management.path("api_keys"));
      both.set("application_keys", application);
      if (!printedAsJson(both)) {
        Table table = new Table("id", "for", "name", "created_at", "last_used_at", "ends_with");
        for (JsonNode key : management.path("api_keys")) {
          table.add(
              Cells.text(key, "id"),
              "management",
              Cells.text(key, "name"),
              Cells.time(key, "created_at"),
              Cells.time(key, "last_used_at"),
              null);
        }
        for (JsonNode key : application) {
          if (key.path("valid").asBoolean(false)) {
            table.add(
                Cells.text(key, "id"),
                project(),
                Cells.text(key, "description"),
                Cells.time(key, "created_at"),
                null,
                ends(key));
          }
        }
        table.print(terminal());
      }
      return 0;
    }

    /// None where the project has another provider.
    private JsonNode applicationKeys(ServerClient client) throws InterruptedException {
      ServerClient.Answer answer = client.send("GET", path(APPLICATION_KEYS), null);
      return answer.body().path("code").asString("").equals("not_connected")
          ? Json.MAPPER.createArrayNode()
          : answer.orRefused().path("keys");
    }

    private static String ends(JsonNode key) {
      return Stream.of("publishable_client_key", "secret_server_key", "super_secret_admin_key")
          .map(kind -> Cells.text(key.path(kind), "last_four"))
          .filter(end -> end != null)
          .collect(Collectors.joining(" "));
    }
  }

  /// Ends one.
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes a key, or the keys of an application, at once and for good.")
  static final class Revoke extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The key's id, as `key list` shows it")
    private String id = "";

    Revoke(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      boolean application = UUID.matcher(id).matches();
      String keys = application ? path(APPLICATION_KEYS) : "/api_keys";
      JsonNode answer = client.delete(keys + "/" + ServerClient.escaped(id));
      if (!printedAsJson(answer)) {
        say(
            application
                ? "The application keys " + id + " were revoked."
                : "The key " + id + " was revoked.");
      }
      return 0;
    }
  }
}
