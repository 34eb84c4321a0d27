package dev.rollcall.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Reads JSON that somebody else wrote into a tree that Postgres accepts as `jsonb`: NUL characters
/// and lone surrogates, which `jsonb` refuses, become U+FFFD. Where a key stands twice, the last
/// one counts, as in `jsonb`.
public final class HostileJson {
  /// How many keys one object may have.
  public static final int MAX_KEYS = 10_000;

  private HostileJson() {}

  /// A document and whether any of its characters had to be replaced.
  public record Document(ObjectNode tree, boolean sanitized) {}

  /// @throws HostileJsonException if it is not a JSON object, not UTF-8, deeper than
  ///   [Json#MAX_DEPTH], or an object in it has more than [#MAX_KEYS] keys
  public static Document read(byte[] bytes) {
    JsonNode tree = parse(bytes);
    if (tree.isMissingNode()) {
      throw new HostileJsonException("The document is not JSON");
    }
    if (!(tree instanceof ObjectNode object)) {
      throw new HostileJsonException("The document is JSON, but not an object");
    }
    limitKeys(object);
    return new Document(object, false);
  }

  /// Replaces what `jsonb` refuses.
  ///
  /// @throws HostileJsonException if an object in it has more than [#MAX_KEYS] keys
  public static Document sanitize(ObjectNode object) {
    boolean[] replaced = {false};
    JsonNode clean = clean(object, replaced);
    return new Document((ObjectNode) clean, replaced[0]);
  }

  /// The same for a text alone, such as an id.
  public static String sanitize(String text) {
    return isHostile(text) ? replace(text) : text;
  }

  private static void limitKeys(JsonNode node) {
    if (node instanceof ObjectNode object && object.size() > MAX_KEYS) {
      throw new HostileJsonException("An object has more than " + MAX_KEYS + " keys");
    }
    node.forEach(HostileJson::limitKeys);
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      // Decoded here, since Jackson lets some invalid sequences and other encodings pass.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Json.MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException notUtf8) {
      throw new HostileJsonException("The document is not JSON");
    } catch (StreamConstraintsException tooMuch) {
      throw new HostileJsonException(
          "The document is nested deeper than "
              + Json.MAX_DEPTH
              + " levels, or holds a number or name that is too long");
    } catch (JacksonException | NumberFormatException notJson) {
      // An exponent beyond what a decimal holds is not reported as Jackson's own exception.
      throw new HostileJsonException("The document is not JSON");
    }
  }

  private static JsonNode clean(JsonNode node, boolean[] replaced) {
    return switch (node) {
      case ObjectNode object -> cleanObject(object, replaced);
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, clean(array.get(i), replaced));
        }
        yield array;
      }
      case StringNode string when isHostile(string.stringValue()) -> {
        replaced[0] = true;
        yield StringNode.valueOf(replace(string.stringValue()));
      }
      default -> node;
    };
  }

  private static ObjectNode cleanObject(ObjectNode object, boolean[] replaced) {
    if (object.size() > MAX_KEYS) {
      throw new HostileJsonException("An object has more than " + MAX_KEYS + " keys");
    }
    List<String> hostileNames = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      property.setValue(clean(property.getValue(), replaced));
      if (isHostile(property.getKey())) {
        hostileNames.add(property.getKey());
      }
    }
    for (String name : hostileNames) {
      replaced[0] = true;
      JsonNode value = object.remove(name);
      object.set(replace(name), value);
    }
    return object;
  }

  private static boolean isHostile(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return true;
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
          i++;
        } else {
          return true;
        }
      }
    }
    return false;
  }

  private static String replace(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        clean.append(c).append(text.charAt(++i));
      } else if (c == 0 || Character.isSurrogate(c)) {
        clean.append('\uFFFD');
      } else {
        clean.append(c);
      }
    }
    return clean.toString();
  }
}
