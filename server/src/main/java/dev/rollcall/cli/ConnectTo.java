package dev.rollcall.cli;

import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.Setting;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Connects a project to one kind of provider, and shows what came of it.
@Command(mixinStandardHelpOptions = true)
final class ConnectTo extends ProjectCommand {
  private static final int FIRST_ROWS = 5;

  private final Dialect dialect;
  private final ProviderOptions options;

  @Spec private @Nullable CommandSpec spec;

  private ConnectTo(Terminal terminal, Dialect dialect) {
    super(terminal);
    this.dialect = dialect;
    this.options = new ProviderOptions(dialect);
  }

  static CommandLine commandLine(Terminal terminal, Dialect dialect) {
    ConnectTo command = new ConnectTo(terminal, dialect);
    CommandLine line = new CommandLine(command);
    CommandSpec spec = line.getCommandSpec();
    spec.name(dialect.id().value());
    spec.usageMessage().description("Connects a project to " + dialect.id() + ".");
    command.options.addTo(spec);
    return line;
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("The command was not made by picocli");
    }
    Map<String, String> settings = options.read(own.commandLine(), terminal(), server(), project());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("auth_provider", dialect.id().value());
    body.put("settings", settings);
    ServerClient.Answer answer = client.send("PUT", path("/provider"), body);
    JsonNode findings = answer.body().path("findings");
    if (!findings.isArray()) {
      answer.orRefused();
    }
    boolean json = printedAsJson(answer.body());
    if (!json) {
      findings.forEach(this::print);
    }
    if (!answer.good()) {
      terminal()
          .err()
          .println(
              "The project '"
                  + project()
                  + "' was not connected. Mend what is marked as a problem, and try again.");
      return 1;
    }
    return firstCopy(client, settings, json);
  }

  private int firstCopy(ServerClient client, Map<String, String> settings, boolean json)
      throws InterruptedException {
    if (!json) {
      say("");
      terminal().out().flush();
    }
    ComparisonRun comparison = new ComparisonRun(client, terminal(), path(""));
    JsonNode ended = comparison.run(false, false);
    if (printedAsJson(ended)) {
      return Cells.textOr(ended.path("sync"), "state", "").equals("failed") ? 1 : 0;
    }
    if (!comparison.tell(ended.path("sync"))) {
      return 1;
    }
    say("");
    UserCommand.table(client.get(path("/users?limit=" + FIRST_ROWS)).path("users"))
        .print(terminal());
    say("");
    fromNowOn(client, settings);
    return 0;
  }

  private void print(JsonNode finding) {
    String mark =
        switch (Cells.textOr(finding, "severity", "")) {
          case "good" -> terminal().green("ok      ");
          case "warning" -> terminal().yellow("note    ");
          default -> terminal().red("problem ");
        };
    say(mark + Table.clean(Cells.textOr(finding, "message", "")));
  }

  /// What the operator may rely on, and what is left to do.
  private void fromNowOn(ServerClient client, Map<String, String> settings)
      throws InterruptedException {
    JsonNode status = client.get("/status");
    JsonNode project = status;
    for (JsonNode one : status.path("projects")) {
      if (project().equals(Cells.text(one, "id"))) {
        project = one;
      }
    }
    String every = Cells.text(project, "pull_every");
    say("From now on:");
    if (every != null) {
      say("  " + dialect.id() + " is asked for changes every " + plain(every) + ".");
    }
    webhooks(client, settings);
    say(
        project.path("hears_everything").asBoolean(false)
            ? "  All users are compared from time to time, to repair what was missed."
            : "  All users are compared often, because not every change is reported.");
    say(
        "  Look at them: rollcall sql"
            + (project().equals("default") ? "" : " --project " + project())
            + " \"select * from "
            + Cells.textOr(project, "schema_name", "neon_auth")
            + ".users_sync\"");
  }

  private void webhooks(ServerClient client, Map<String, String> settings) {
    Setting secret =
        dialect.settings().stream()
            .filter(setting -> setting.name().equals("webhook_secret"))
            .findFirst()
            .orElse(null);
    if (secret == null) {
      return;
    }
    String url =
        server().kept(terminal(), "ROLLCALL_URL").orElse(client.url().toString())
            + "/webhooks/"
            + project();
    if (settings.containsKey(secret.name())) {
      say("  Webhooks are taken at " + url + ", which the provider must know.");
    } else {
      say(
          "  Webhooks are not taken, because there is no webhook secret. For changes within"
              + " milliseconds, register "
              + url);
      say(
          "  with the provider, and connect again with "
              + options.flag(secret)
              + " or "
              + options.variable(secret)
              + ".");
    }
  }

  /// `PT5S` as people write it.
  private static String plain(String duration) {
    return duration.replaceFirst("^PT", "").toLowerCase(Locale.ROOT);
  }
}
