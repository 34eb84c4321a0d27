package dev.rollcall.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Which keys of a provider's records a project stores.
final class FieldOptions {
  @Option(
      names = "--keep-fields",
      paramLabel = "FIELD",
      split = ",",
      description = {
        "Store only these keys of a record, separated by commas; dots lead into objects. What the"
            + " columns are made of is stored in any case"
      })
  private @Nullable List<String> keep;

  @Option(
      names = "--drop-fields",
      paramLabel = "FIELD",
      split = ",",
      description = "Store all but these; display_name and primary_email may be among them")
  private @Nullable List<String> drop;

  @Option(names = "--all-fields", description = "Store the whole record again")
  private boolean all;

  boolean given() {
    return keep != null || drop != null || all;
  }

  /// What the API is asked.
  Map<String, List<String>> body() {
    List<String> kept = keep;
    List<String> dropped = drop;
    int said = (kept == null ? 0 : 1) + (dropped == null ? 0 : 1) + (all ? 1 : 0);
    if (said > 1) {
      throw new CommandFailedException(
          "Only one of --keep-fields, --drop-fields and --all-fields can be meant");
    }
    if (kept != null) {
      return Map.of("keep", kept.stream().filter(field -> !field.isBlank()).toList());
    }
    return dropped == null ? Map.of() : Map.of("drop", dropped);
  }

  /// What is stored, as the API shows it.
  static String sentence(JsonNode fields) {
    if (fields.has("keep")) {
      String kept = list(fields.path("keep"));
      return "Of a record, only what the columns are made of is stored"
          + (kept.isEmpty() ? "." : ", and: " + kept + ".");
    }
    return fields.has("drop")
        ? "Of a record, all is stored but: " + list(fields.path("drop")) + "."
        : "The whole record is stored.";
  }

  private static String list(JsonNode names) {
    return String.join(", ", names.valueStream().map(one -> Table.clean(one.asString())).toList());
  }
}
