package dev.rollcall.api.sql;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Parameters as Postgres reads them: text as it is, numbers and truth values as JSON writes them,
/// objects as JSON, arrays as Postgres' arrays.
final class Parameters {
  private Parameters() {}

  static @Nullable String text(JsonNode value) throws BadRequestException {
    if (value.isNull()) {
      return null;
    }
    return value.isArray() ? array(value) : plain(value);
  }

  /// Postgres knows no zero character, and UTF-8 no half of a pair.
  static String sound(String text) throws BadRequestException {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (one == 0) {
        throw new BadRequestException("invalid byte sequence for encoding \"UTF8\": 0x00");
      }
      if (Character.isSurrogate(one)) {
        boolean pair =
            Character.isHighSurrogate(one)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new BadRequestException("a text holds half of a surrogate pair, which is no UTF-8");
        }
        i++;
      }
    }
    return text;
  }

  private static String plain(JsonNode value) throws BadRequestException {
    return sound(value.isString() ? value.stringValue() : value.toString());
  }

  private static String array(JsonNode values) throws BadRequestException {
    StringBuilder text = new StringBuilder("{");
    for (JsonNode value : values) {
      if (text.length() > 1) {
        text.append(',');
      }
      if (value.isNull()) {
        text.append("NULL");
      } else if (value.isArray()) {
        text.append(array(value));
      } else if (value.isNumber() || value.isBoolean()) {
        text.append(plain(value));
      } else {
        text.append('"')
            .append(plain(value).replace("\\", "\\\\").replace("\"", "\\\""))
            .append('"');
      }
    }
    return text.append('}').toString();
  }
}
