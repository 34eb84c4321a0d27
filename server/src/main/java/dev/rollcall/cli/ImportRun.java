package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sends the lines of a file in batches, and remembers what became of them.
final class ImportRun {
  private static final int LARGEST_BATCH = 1_000;
  private static final int MAX_BYTES = 4 << 20;

  private final ServerClient client;
  private final String path;
  private final List<JsonNode> batch = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();
  private final List<Bad> refused = new ArrayList<>();
  private int bytes;
  private long line;
  private long imported;
  private long updated;
  private long unchanged;

  ImportRun(ServerClient client, String path) {
    this.client = client;
    this.path = path;
  }

  /// A line that was not taken.
  record Bad(long line, String reason) {}

  void add(String text) throws InterruptedException {
    line++;
    if (text.isBlank()) {
      return;
    }
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    if (batch.size() == LARGEST_BATCH || bytes + size > MAX_BYTES) {
      sendRest();
    }
    try {
      JsonNode user = Json.MAPPER.readTree(text);
      batch.add(user);
      lines.add(line);
      bytes += size;
    } catch (JacksonException notJson) {
      refused.add(new Bad(line, "it is not JSON: " + notJson.getOriginalMessage()));
    }
  }

  void sendRest() throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    JsonNode answer = client.post(path, Map.of("users", List.copyOf(batch)));
    imported += answer.path("imported").asLong(0);
    updated += answer.path("updated").asLong(0);
    unchanged += answer.path("unchanged").asLong(0);
    for (JsonNode one : answer.path("refused")) {
      refused.add(new Bad(lines.get(one.path("index").asInt(0)), Cells.textOr(one, "reason", "")));
    }
    batch.clear();
    lines.clear();
    bytes = 0;
  }

  /// How many users are done with.
  long sent() {
    return imported + updated + unchanged + refused.size();
  }

  /// In the order of their lines.
  List<Bad> refused() {
    return refused.stream().sorted(Comparator.comparingLong(Bad::line)).toList();
  }

  JsonNode summary() {
    ObjectNode summary =
        Json.MAPPER
            .createObjectNode()
            .put("imported", imported)
            .put("updated", updated)
            .put("unchanged", unchanged);
    ArrayNode all = summary.putArray("refused");
    refused().forEach(bad -> all.addObject().put("line", bad.line()).put("reason", bad.reason()));
    return summary;
  }
}
