package dev.rollcall.project;

import dev.rollcall.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which keys of a provider's record a project stores in `raw_json`. A field is a key, or a path of
/// keys with dots; a path goes through arrays to each of their elements. The four keys that columns
/// are made of are stored unless the name or the address is dropped by name.
///
/// @param mode whether the fields are those that are stored, or those that are not
public record FieldPolicy(Mode mode, List<String> fields) {
  /// Everything is stored.
  public static final FieldPolicy ALL = new FieldPolicy(Mode.ALL, List.of());

  private static final int MOST_FIELDS = 200;
  private static final int LONGEST_FIELD = 200;
  private static final Set<String> NEEDED = Set.of("id", "signed_up_at_millis");
  private static final List<String> ALWAYS_KEPT =
      List.of("id", "display_name", "primary_email", "signed_up_at_millis", "rollcall_sanitized");

  /// What the list says.
  public enum Mode {
    ALL,
    KEEP,
    DROP
  }

  /// @throws IllegalArgumentException if a field is no path of keys, or cannot be dropped
  public FieldPolicy {
    if (fields.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("A field is missing: null is no field");
    }
    fields = List.copyOf(fields);
    if (fields.size() > MOST_FIELDS) {
      throw new IllegalArgumentException(
          "There are "
              + fields.size()
              + " fields, but a project keeps or drops at most "
              + MOST_FIELDS);
    }
    for (String field : fields) {
      if (field.length() > LONGEST_FIELD
          || List.of(field.split("\\.", -1)).stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException(
            "'"
                + field
                + "' is no field: use a key, or keys with dots, such as public_metadata.plan");
      }
      if (mode == Mode.DROP && NEEDED.contains(field)) {
        throw new IllegalArgumentException(
            "'" + field + "' cannot be dropped: the row is made of it");
      }
    }
  }

  public static FieldPolicy keeping(List<String> fields) {
    return new FieldPolicy(Mode.KEEP, fields);
  }

  public static FieldPolicy dropping(List<String> fields) {
    return fields.isEmpty() ? ALL : new FieldPolicy(Mode.DROP, fields);
  }

  /// @param keep null where nothing is said of what is kept
  /// @param drop null where nothing is said of what is dropped
  /// @throws IllegalArgumentException if both are said
  public static FieldPolicy of(@Nullable List<String> keep, @Nullable List<String> drop) {
    if (keep != null && drop != null) {
      throw new IllegalArgumentException("Either keep fields or drop fields, not both");
    }
    if (keep != null) {
      return keeping(keep);
    }
    return drop == null ? ALL : dropping(drop);
  }

  /// What [#stored] wrote; null for everything.
  static FieldPolicy read(@Nullable String stored) {
    if (stored == null) {
      return ALL;
    }
    JsonNode tree = Json.MAPPER.readTree(stored);
    return of(names(tree.get("keep")), names(tree.get("drop")));
  }

  private static @Nullable List<String> names(@Nullable JsonNode list) {
    return list == null ? null : list.valueStream().map(JsonNode::stringValue).toList();
  }

  /// As the control database holds it; null for everything.
  @Nullable String stored() {
    Map<String, List<String>> view = view();
    return view == null ? null : Json.MAPPER.writeValueAsString(view);
  }

  /// As the API shows it: `keep` or `drop`; null for everything.
  public @Nullable Map<String, List<String>> view() {
    return switch (mode) {
      case ALL -> null;
      case KEEP -> Map.of("keep", fields);
      case DROP -> Map.of("drop", fields);
    };
  }

  public boolean keepsAll() {
    return mode == Mode.ALL;
  }

  /// A record less what the project does not store. Doing it again changes nothing.
  public String apply(String rawJson) {
    if (keepsAll()) {
      return rawJson;
    }
    ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(rawJson);
    Branch root = new Branch();
    fields.forEach(field -> root.add(field, field.split("\\.", -1)));
    if (mode == Mode.KEEP) {
      ALWAYS_KEPT.forEach(key -> root.add(key, key));
      root.keep(tree);
    } else {
      root.drop(tree);
    }
    return Json.MAPPER.writeValueAsString(tree);
  }

  /// Where paths part.
  private static final class Branch {
    private final Map<String, Branch> below = new HashMap<>();
    private boolean whole;

    void add(String field, String... keys) {
      Branch at = this;
      for (String key : keys) {
        at = at.below.computeIfAbsent(key, _ -> new Branch());
      }
      at.whole = true;
      // There are keys with dots in them.
      below.computeIfAbsent(field, _ -> new Branch()).whole = true;
    }

    void keep(JsonNode node) {
      switch (node) {
        case ObjectNode object -> {
          for (String key : List.copyOf(object.propertyNames())) {
            Branch next = below.get(key);
            if (next == null || (!next.whole && !object.get(key).isContainer())) {
              object.remove(key);
            } else if (!next.whole) {
              next.keep(object.get(key));
            }
          }
        }
        case ArrayNode array -> {
          for (int i = array.size() - 1; i >= 0; i--) {
            if (array.get(i).isContainer()) {
              keep(array.get(i));
            } else {
              array.remove(i);
            }
          }
        }
        default -> {}
      }
    }

    void drop(JsonNode node) {
      switch (node) {
        case ObjectNode object ->
            below.forEach((key, next) -> {
              JsonNode value = object.get(key);
              if (value != null && next.whole) {
                object.remove(key);
              } else if (value != null) {
                next.drop(value);
              }
            });
        case ArrayNode array -> array.forEach(this::drop);
        default -> {}
      }
    }
  }
}
