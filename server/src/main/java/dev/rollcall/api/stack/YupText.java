package dev.rollcall.api.stack;

import dev.rollcall.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Prints a value as yup does in its messages: like `JSON.stringify` with two spaces, but with what
/// stands inside objects and arrays printed as a text of its own.
final class YupText {
  private YupText() {}

  static String of(JsonNode value) {
    return value.isContainer() ? container(value, "") : simple(value);
  }

  private static String simple(JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue().stripTrailingZeros();
      return number.precision() - number.scale() > 21 ? number.toString() : number.toPlainString();
    }
    return value.isString() ? "\"" + value.stringValue() + "\"" : value.toString();
  }

  private static String container(JsonNode value, String indent) {
    String deeper = indent + "  ";
    List<String> lines =
        value.isArray()
            ? StreamSupport.stream(value.spliterator(), false)
                .map(item -> deeper + inner(item, deeper))
                .toList()
            : value.properties().stream().map(property -> deeper + line(property, deeper)).toList();
    String open = value.isArray() ? "[" : "{";
    String close = value.isArray() ? "]" : "}";
    return lines.isEmpty()
        ? open + close
        : lines.stream().collect(Collectors.joining(",\n", open + "\n", "\n" + indent + close));
  }

  private static String line(Map.Entry<String, JsonNode> property, String indent) {
    return quoted(property.getKey()) + ": " + inner(property.getValue(), indent);
  }

  private static String inner(JsonNode value, String indent) {
    return value.isContainer() ? container(value, indent) : quoted(simple(value));
  }

  private static String quoted(String text) {
    return Json.MAPPER.writeValueAsString(text);
  }
}
