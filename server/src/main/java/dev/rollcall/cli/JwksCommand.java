package dev.rollcall.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Whose tokens a project takes.
@Command(
    name = "jwks",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Says whose tokens row-level security takes, besides those of the built-in provider: the key"
          + " sets of Clerk, Keycloak, Auth0, or anybody else who publishes one.",
      "",
      "The keys are fetched again every few minutes, and at once when a token names a new one."
          + " Removing a key set ends its tokens at once, over HTTP and in the database."
    },
    footer = {
      "",
      "Examples:",
      "  rollcall jwks add https://brave-ant-1.clerk.accounts.dev/.well-known/jwks.json",
      "  rollcall jwks add https://keycloak.example.com/realms/shop/protocol/openid-connect/certs",
      "  rollcall jwks add https://shop.eu.auth0.com/.well-known/jwks.json --audience https://api.shop",
      "  rollcall jwks list"
    })
final class JwksCommand {
  private static final String JWKS = "/jwks";

  /// Adds one.
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Takes the tokens that the keys at a URL sign.")
  static final class Add extends ProjectCommand {
    @Parameters(paramLabel = "URL", description = "Where the key set is published")
    private String url = "";

    @Option(
        names = "--issuer",
        paramLabel = "ISS",
        description =
            "What the tokens have in `iss`, letter by letter (default: what the URL's owner says at"
                + " /.well-known/openid-configuration)")
    private @Nullable String issuer;

    @Option(
        names = "--audience",
        paramLabel = "AUD",
        description =
            "What the tokens must have in `aud`. Needed where the keys sign the tokens of everybody's"
                + " applications (Google, Firebase), or another project takes the same issuer")
    private @Nullable String audience;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description =
            "A role that the users may take in SQL; may be given up to 10 times (default:"
                + " authenticated)")
    private List<String> roles = new ArrayList<>();

    @Option(
        names = "--provider-name",
        paramLabel = "NAME",
        description = "A name for people (default: the URL's host)")
    private @Nullable String providerName;

    Add(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("jwks_url", url);
      put(body, "issuer", issuer);
      put(body, "jwt_audience", audience);
      put(body, "provider_name", providerName);
      if (!roles.isEmpty()) {
        body.put("role_names", roles);
      }
      JsonNode answer = client.post(path(JWKS), body);
      if (!printedAsJson(answer)) {
        JsonNode added = answer.path("jwks");
        say(
            "Tokens of "
                + Cells.text(added, "issuer")
                + " are taken now, for "
                + names(added, "role_names")
                + ": "
                + added.path("kids").size()
                + " keys.");
      }
      return 0;
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
      if (value != null) {
        body.put(name, value);
      }
    }
  }

  /// Lists them.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the key sets, the built-in provider's own first.")
  static final class ListJwks extends ProjectCommand {
    ListJwks(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode all = client.get(path(JWKS));
      if (!printedAsJson(all)) {
        Table table = new Table("id", "provider", "issuer", "audience", "roles", "keys", "fetched");
        for (JsonNode one : all.path("jwks")) {
          table.add(
              Cells.text(one, "id"),
              Cells.text(one, "provider_name"),
              Cells.text(one, "issuer"),
              Cells.text(one, "jwt_audience"),
              names(one, "role_names"),
              String.valueOf(one.path("kids").size()),
              Cells.time(one, "fetched_at"));
        }
        table.print(terminal());
        for (JsonNode one : all.path("jwks")) {
          String failure = Cells.text(one, "failure");
          if (failure != null) {
            say(terminal().yellow(Table.clean(Cells.text(one, "provider_name") + ": " + failure)));
          }
        }
      }
      return 0;
    }
  }

  /// Takes one away.
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes the tokens of a key set no more, at once.")
  static final class Remove extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The key set's id, as `jwks list` shows it")
    private String id = "";

    Remove(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode removed = client.delete(path(JWKS + "/" + ServerClient.escaped(id)));
      if (!printedAsJson(removed)) {
        say("Tokens of " + Cells.text(removed, "issuer") + " are taken no more.");
      }
      return 0;
    }
  }

  private static String names(JsonNode node, String name) {
    List<String> names = new ArrayList<>();
    node.path(name).forEach(one -> names.add(one.asString("")));
    return Table.clean(String.join(", ", names));
  }
}
