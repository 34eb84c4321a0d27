package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One thing, a line for each of its values; what is JSON comes last and indented.
final class Details {
  private Details() {}

  static void print(Terminal terminal, JsonNode thing) {
    int width = 0;
    for (Map.Entry<String, JsonNode> entry : thing.properties()) {
      width = Math.max(width, entry.getKey().length());
    }
    for (Map.Entry<String, JsonNode> entry : thing.properties()) {
      JsonNode value = entry.getValue();
      String name = entry.getKey() + " ".repeat(width - entry.getKey().length());
      if (value.isContainer() || name.strip().equals("payload")) {
        terminal.out().println(terminal.bold(entry.getKey()));
        terminal.out().println(indented(value));
      } else {
        String text =
            name.strip().endsWith("_at")
                ? Cells.time(thing, entry.getKey())
                : Cells.text(thing, entry.getKey());
        terminal
            .out()
            .println(terminal.bold(name) + "  " + (text == null ? "-" : Table.clean(text)));
      }
    }
    terminal.out().flush();
  }

  private static String indented(JsonNode value) {
    JsonNode tree = value;
    if (value.isString()) {
      try {
        tree = Json.MAPPER.readTree(value.stringValue());
      } catch (JacksonException notJson) {
        return "  " + Table.clean(value.stringValue());
      }
    }
    return Json.MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(tree)
        .indent(2)
        .stripTrailing();
  }
}
