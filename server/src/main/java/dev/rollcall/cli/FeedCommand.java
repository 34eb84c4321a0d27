package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What changes in the table of users.
@Command(
    name = "feed",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what changed in the table of users, oldest first, or with --follow what changes from now"
          + " on, until it is interrupted.",
      "Each change has a cursor, after which one can go on."
    })
final class FeedCommand extends ProjectCommand {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Option(names = "--follow", description = "Wait for changes and show them as they come")
  private boolean follow;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Go on after this one; 'now' for the present")
  private @Nullable String after;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most (default: 100, with --follow no limit)")
  private @Nullable Integer limit;

  private int shown;
  private @Nullable String last;

  FeedCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    return follow ? followed(client) : page(client);
  }

  private int page(ServerClient client) throws InterruptedException {
    Integer most = limit;
    String from = after;
    JsonNode page =
        client.get(
            path(
                "/changes?limit="
                    + (most == null ? 100 : most)
                    + (from == null ? "" : "&after=" + ServerClient.escaped(from))));
    if (!printedAsJson(page)) {
      Table table = new Table("at", "type", "user_id");
      for (JsonNode change : page.path("changes")) {
        table.add(
            Cells.time(change, "at"), Cells.text(change, "type"), Cells.text(change, "user_id"));
      }
      table.print(terminal());
      say("To go on: --after '" + Cells.text(page, "next") + "'");
    }
    return 0;
  }

  private int followed(ServerClient client) throws InterruptedException {
    String from = after;
    String path =
        path("/changes/stream" + (from == null ? "" : "?after=" + ServerClient.escaped(from)));
    boolean began = false;
    while (!enough()) {
      try (Stream<String> lines = client.events(path, last)) {
        began = true;
        show(lines.iterator());
      } catch (NoServerException | UncheckedIOException gone) {
        if (!began) {
          throw gone;
        }
      }
      if (!enough()) {
        // The server was stopped, or has cut us off; it may be there again.
        Thread.sleep(PAUSE);
      }
    }
    return 0;
  }

  private boolean enough() {
    Integer most = limit;
    return most != null && shown >= most;
  }

  private void show(Iterator<String> lines) {
    String id = null;
    String data = null;
    while (!enough() && lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
      } else if (line.isEmpty() && id != null) {
        last = id;
        if (data != null) {
          show(Json.MAPPER.readTree(data));
        }
        id = null;
        data = null;
      }
    }
  }

  private void show(JsonNode change) {
    shown++;
    if (!printedAsJson(change)) {
      say(
          Cells.time(change, "at")
              + "  "
              + Cells.text(change, "type")
              + "  "
              + Table.clean(Cells.textOr(change, "user_id", "")));
    }
    terminal().out().flush();
  }
}
