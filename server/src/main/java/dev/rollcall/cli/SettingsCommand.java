package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a project and its built-in provider allow.
@Command(
    name = "set",
    mixinStandardHelpOptions = true,
    description = {
      "Turns settings of a project and its built-in provider on and off. Without NAME=VALUE it shows"
          + " them.",
      "With --keep-fields or --drop-fields it decides instead what of the provider's records is stored"
          + " in raw_json, whichever provider the project has.",
      ""
    },
    footer = {
      "",
      "Settings:",
      "  sign_up_enabled               People may make accounts.",
      "  credential_enabled            They sign in with a password.",
      "  magic_link_enabled            They sign in with a link or a code by mail.",
      "  client_user_deletion_enabled  They may delete their own accounts.",
      "  allow_localhost               Redirects may go to localhost; for development.",
      "  strict_domains                The port of a trusted domain counts, and stars stand for"
          + " labels.",
      "  rotate_refresh_tokens         A refresh token is good for one use; the published SDKs"
          + " expect it to stay.",
      "  sql_anonymous                 /sql answers, as the role anonymous, who brings neither"
          + " token nor password.",
      "",
      "Example:",
      "  rollcall project set magic_link_enabled=true allow_localhost=false",
      "  rollcall project set --drop-fields phone_numbers,public_metadata.notes"
    })
final class SettingsCommand extends ProjectCommand {
  private static final String SETTINGS = "/auth/settings";
  private static final String SQL_SETTINGS = "/sql/settings";

  @Parameters(paramLabel = "NAME=VALUE", arity = "0..*", description = "VALUE is true or false")
  private List<String> wanted = List.of();

  @Mixin private final FieldOptions fields = new FieldOptions();

  @Spec private @Nullable CommandSpec spec;

  SettingsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    Map<String, Boolean> turned = turned();
    if (fields.given() && turned.isEmpty()) {
      return setFields(client);
    }
    Map<String, Boolean> ofSql = new LinkedHashMap<>(turned);
    ofSql.keySet().removeIf(name -> !name.startsWith("sql_"));
    turned.keySet().removeAll(ofSql.keySet());
    ObjectNode settings = Json.MAPPER.createObjectNode();
    if (ofSql.isEmpty() || !turned.isEmpty()) {
      settings.setAll((ObjectNode) settings(client, SETTINGS, turned));
    }
    if (turned.isEmpty() || !ofSql.isEmpty()) {
      settings.setAll((ObjectNode) settings(client, SQL_SETTINGS, ofSql));
    }
    if (!printedAsJson(settings)) {
      Table table = new Table("setting", "value");
      settings
          .properties()
          .forEach(entry -> table.add(entry.getKey(), entry.getValue().asString()));
      table.print(terminal());
    }
    return 0;
  }

  private int setFields(ServerClient client) throws InterruptedException {
    JsonNode answer = client.send("PUT", path("/fields"), fields.body()).orRefused();
    if (!printedAsJson(answer)) {
      say(FieldOptions.sentence(answer.path("project").path("fields")));
      say(
          "Rows that are there follow when they change next, or all of them now with: rollcall sync"
              + " --apply-fields"
              + (project().equals("default") ? "" : " --project " + project()));
    }
    return 0;
  }

  private JsonNode settings(ServerClient client, String place, Map<String, Boolean> turned)
      throws InterruptedException {
    return turned.isEmpty()
        ? client.get(path(place))
        : client.send("PATCH", path(place), turned).orRefused();
  }

  private Map<String, Boolean> turned() {
    Map<String, Boolean> turned = new LinkedHashMap<>();
    for (String one : wanted) {
      int equals = one.indexOf('=');
      String value = one.substring(equals + 1);
      if (equals < 1 || !(value.equals("true") || value.equals("false"))) {
        CommandSpec own = spec;
        String message = "'" + one + "' is not understood: write NAME=true or NAME=false";
        throw own == null
            ? new CommandFailedException(message)
            : new ParameterException(own.commandLine(), message);
      }
      turned.put(one.substring(0, equals), value.equals("true"));
    }
    return turned;
  }
}
