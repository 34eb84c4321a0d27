package dev.rollcall.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The trusted domains of a project.
@Command(
    name = "domain",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Says where the built-in provider may send browsers: the trusted domains of a project.",
      "",
      "By default a domain covers every port, and all paths that begin with its own. With"
          + " `rollcall project set strict_domains=true` the port counts, and a domain may begin"
          + " with *. (one label) or **. (any number)."
    },
    footer = {
      "",
      "Examples:",
      "  rollcall domain add https://app.example.com",
      "  rollcall domain remove https://app.example.com"
    })
final class DomainCommand {
  private static final String DOMAINS = "/auth/domains";

  /// Adds one.
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Trusts a domain, such as https://app.example.com.")
  static final class Add extends ProjectCommand {
    @Parameters(paramLabel = "URL", description = "https://, the host, and a path if need be")
    private String url = "";

    Add(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      client.send("POST", path(DOMAINS), Map.of("domain", url)).orRefused();
      JsonNode all = client.get(path(DOMAINS));
      if (!printedAsJson(all)) {
        say("Redirects may go to " + url + " now.");
      }
      return 0;
    }
  }

  /// Lists them.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the domains that redirects may go to.")
  static final class ListDomains extends ProjectCommand {
    ListDomains(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode all = client.get(path(DOMAINS));
      if (!printedAsJson(all)) {
        Table table = new Table("domain");
        all.path("domains").forEach(domain -> table.add(Cells.text(domain, "domain")));
        table.print(terminal());
        if (client.get(path("/auth/settings")).path("allow_localhost").asBoolean(false)) {
          say("localhost is allowed too: rollcall project set allow_localhost=false");
        }
      }
      return 0;
    }
  }

  /// Takes one away.
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Trusts a domain no more.")
  static final class Remove extends ProjectCommand {
    @Parameters(paramLabel = "URL", description = "The domain, as `domain list` shows it")
    private String url = "";

    Remove(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      client
          .send("DELETE", path(DOMAINS), Map.of("domains", List.of(Map.of("domain", url))))
          .orRefused();
      JsonNode all = client.get(path(DOMAINS));
      if (!printedAsJson(all)) {
        say("Redirects may not go to " + url + " any more.");
      }
      return 0;
    }
  }
}
