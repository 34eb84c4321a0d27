package dev.rollcall.cli;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What happened to the accounts of the built-in provider.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what happened to the accounts of the built-in provider, the newest first: sign-ups,"
          + " sign-ins that went well or did not, bans, changed passwords, keys that were used.",
      "Entries are kept for 90 days. E-mail addresses are never in them; the same \"address\" in the"
          + " details means the same one.",
      "",
      "Examples:",
      "  rollcall audit --kind sign_in_failed",
      "  rollcall audit --user 0f8e4f5e-1a1f-4a40-9a5b-6f0f5f4f7c11",
      "  rollcall audit --ip 203.0.113.9 --limit 500",
      ""
    })
final class AuditCommand extends ProjectCommand {
  @Option(names = "--user", paramLabel = "ID", description = "Only what is about this user")
  private @Nullable String user;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only this kind, such as sign_in, sign_in_failed or user_banned")
  private @Nullable String kind;

  @Option(names = "--ip", paramLabel = "IP", description = "Only what came from this address")
  private @Nullable String ip;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE})")
  private int limit = 50;

  @Option(names = "--before", paramLabel = "NUMBER", description = "Go on before this one")
  private @Nullable Long before;

  AuditCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    StringBuilder query = new StringBuilder("/audit?limit=" + limit);
    add(query, "user_id", user);
    add(query, "kind", kind);
    add(query, "ip", ip);
    if (before != null) {
      query.append("&before=").append(before);
    }
    JsonNode page = client.get(path(query.toString()));
    if (!printedAsJson(page)) {
      print(page);
    }
    return 0;
  }

  private static void add(StringBuilder query, String name, @Nullable String value) {
    if (value != null) {
      query.append('&').append(name).append('=').append(ServerClient.escaped(value));
    }
  }

  private void print(JsonNode page) {
    Table table = new Table("number", "at", "kind", "user_id", "ip", "detail");
    for (JsonNode entry : page.path("entries")) {
      table.add(
          Cells.text(entry, "number"),
          Cells.time(entry, "at"),
          Cells.text(entry, "kind"),
          Cells.text(entry, "user_id"),
          Cells.text(entry, "ip"),
          entry
              .path("detail")
              .propertyStream()
              .map(one -> one.getKey() + "=" + one.getValue().asString(""))
              .collect(Collectors.joining(", ")));
    }
    table.print(terminal());
    String next = Cells.text(page, "next");
    if (next != null) {
      say("There may be more: --before " + next);
    }
  }
}
