package dev.rollcall.api.stack;

import dev.rollcall.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Compares one part of a request with its rule, and collects every mistake.
final class Validation {
  private static final JsonNodeFactory NODES = Json.MAPPER.getNodeFactory();

  private final boolean fromTexts;
  private final Optional<SignedIn> user;
  private final List<String> mistakes = new ArrayList<>();

  /// @param fromTexts whether the values came as texts, as in queries and forms, so that numbers
  ///   and booleans are read from them
  Validation(boolean fromTexts, Optional<SignedIn> user) {
    this.fromTexts = fromTexts;
    this.user = user;
  }

  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  /// The value as the rule wants it; it is of use only if there are no mistakes.
  @Nullable JsonNode read(String path, Rule rule, @Nullable JsonNode sent) {
    if (sent == null) {
      if (rule.required()) {
        mistakes.add(path + " must be defined");
      }
      return null;
    }
    if (sent.isNull()) {
      if (!rule.mayBeNull()) {
        mistakes.add(path + " cannot be null");
      }
      return sent;
    }
    JsonNode value = meant(rule, sent);
    if (fits(path, rule, value, sent)) {
      rule.checks().forEach(check -> check.mistake(path, value).ifPresent(mistakes::add));
      return inner(path, rule, value);
    }
    return value;
  }

  private JsonNode meant(Rule rule, JsonNode sent) {
    if (rule.me() && sent.isString() && sent.stringValue().equals("me")) {
      return NODES.stringNode(
          user.orElseThrow(KnownError.CANNOT_GET_OWN_USER_WITHOUT_USER::refused).userId());
    }
    if (!fromTexts || !sent.isString()) {
      return sent;
    }
    return switch (rule.type()) {
      case NUMBER -> number(sent.stringValue()).<JsonNode>map(NODES::numberNode).orElse(sent);
      case BOOLEAN ->
          switch (sent.stringValue().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> NODES.booleanNode(true);
            case "false", "0" -> NODES.booleanNode(false);
            default -> sent;
          };
      case STRING, OBJECT, ARRAY, MIXED -> sent;
    };
  }

  private static Optional<BigDecimal> number(String text) {
    String digits = text.strip();
    return digits.matches("[+-]?\\d{1,18}(\\.\\d{1,18})?")
        ? Optional.of(new BigDecimal(digits))
        : Optional.empty();
  }

  /// Type and list of values are told together; only what passes both is looked at further.
  private boolean fits(String path, Rule rule, JsonNode value, JsonNode sent) {
    boolean rightType = hasType(rule.type(), value);
    if (!rightType) {
      mistakes.add(
          path
              + " must be a `"
              + rule.type().name().toLowerCase(Locale.ROOT)
              + "` type, but the final value was: "
              + (fromTexts && rule.type() == Rule.Type.NUMBER
                  ? "`NaN` (cast from the value `" + YupText.of(sent) + "`)."
                  : "`" + YupText.of(value) + "`."));
    }
    boolean listed =
        rule.values().isEmpty()
            || (value.isString() && rule.values().contains(value.stringValue()));
    if (!listed) {
      mistakes.add(
          path + " must be one of the following values: " + String.join(", ", rule.values()));
    }
    return rightType && listed;
  }

  private static boolean hasType(Rule.Type type, JsonNode value) {
    return switch (type) {
      case STRING -> value.isString();
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case OBJECT -> value.isObject();
      case ARRAY -> value.isArray();
      case MIXED -> true;
    };
  }

  private JsonNode inner(String path, Rule rule, JsonNode value) {
    Shape shape = rule.shape();
    if (shape != null) {
      return properties(path, shape, value);
    }
    Rule items = rule.items();
    if (items == null) {
      return value;
    }
    ArrayNode read = NODES.arrayNode();
    for (int index = 0; index < value.size(); index++) {
      JsonNode item = read(path + "[" + index + "]", items, value.get(index));
      read.add(item == null ? NODES.nullNode() : item);
    }
    return read;
  }

  private JsonNode properties(String path, Shape shape, JsonNode value) {
    ObjectNode read = NODES.objectNode();
    for (Map.Entry<String, Rule> field : shape.fields().entrySet()) {
      JsonNode property =
          read(path + "." + field.getKey(), field.getValue(), value.get(field.getKey()));
      if (property != null) {
        read.set(field.getKey(), property);
      }
    }
    List<String> unknown =
        value.propertyNames().stream().filter(name -> !shape.fields().containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      mistakes.add(path + " contains unknown properties: " + String.join(", ", unknown));
    }
    return read;
  }
}
