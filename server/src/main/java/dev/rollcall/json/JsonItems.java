package dev.rollcall.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An object that holds a list of objects under one of its keys, cut into the bytes of each of
/// them. That is several times faster than to read them.
///
/// @param rest the object without the list
public record JsonItems(List<Item> items, ObjectNode rest) {

  /// One object of the list.
  ///
  /// @param id what its key `id` says, where that is a text; null elsewhere
  /// @param from where it begins in `source`
  /// @param length in bytes
  public record Item(@Nullable String id, byte[] source, int from, int length) {

    /// @throws JacksonException if it cannot be read
    public JsonNode read() {
      return Json.MAPPER.readTree(source, from, length);
    }
  }

  /// Empty where the document is something else, is not JSON, or cannot be cut, such as one that is
  /// not in UTF-8.
  public static Optional<JsonItems> cut(byte[] document, String key) {
    ObjectNode rest = Json.MAPPER.createObjectNode();
    List<Item> items = null;
    try (JsonParser parser = Json.MAPPER.createParser(document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        parser.nextToken();
        if (!name.equals(key)) {
          rest.set(name, parser.<JsonNode>readValueAsTree());
        } else if (items != null || parser.currentToken() != JsonToken.START_ARRAY) {
          return Optional.empty();
        } else {
          items = items(parser, document);
        }
      }
      if (items == null || parser.nextToken() != null) {
        return Optional.empty();
      }
      return Optional.of(new JsonItems(List.copyOf(items), rest));
    } catch (JacksonException | NotCutException notCut) {
      return Optional.empty();
    }
  }

  private static List<Item> items(JsonParser parser, byte[] document) throws NotCutException {
    List<Item> items = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      String id = id(parser);
      int end = (int) parser.currentLocation().getByteOffset();
      if (from < 0 || end > document.length || document[from] != '{' || document[end - 1] != '}') {
        throw new NotCutException();
      }
      items.add(new Item(id, document, from, end - from));
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new NotCutException();
    }
    return items;
  }

  /// Goes to the object's end.
  private static @Nullable String id(JsonParser parser) {
    String id = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("id")) {
        id = value == JsonToken.VALUE_STRING ? parser.getString() : null;
      }
      parser.skipChildren();
    }
    return id;
  }

  private static final class NotCutException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
