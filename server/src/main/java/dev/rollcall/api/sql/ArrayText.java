package dev.rollcall.api.sql;

import tools.jackson.core.JsonGenerator;

/// Reads an array as Postgres writes it, such as `[0:1]={a,"b c",NULL}`, and writes it as JSON.
final class ArrayText {
  private final String text;
  private final char delimiter;
  private int at;

  ArrayText(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  void write(JsonGenerator json, int element) {
    if (text.startsWith("[")) {
      at = text.indexOf('=') + 1;
    }
    array(json, element);
  }

  private void array(JsonGenerator json, int element) {
    json.writeStartArray();
    at++;
    while (text.charAt(at) != '}') {
      if (text.charAt(at) == delimiter) {
        at++;
      }
      switch (text.charAt(at)) {
        case '{' -> array(json, element);
        case '"' -> TypedCell.write(json, element, quoted());
        default -> plain(json, element);
      }
    }
    at++;
    json.writeEndArray();
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      value.append(text.charAt(at));
      at++;
    }
    at++;
    return value.toString();
  }

  private void plain(JsonGenerator json, int element) {
    int from = at;
    while (text.charAt(at) != delimiter && text.charAt(at) != '}') {
      at++;
    }
    String value = text.substring(from, at);
    if (value.equals("NULL")) {
      json.writeNull();
    } else {
      TypedCell.write(json, element, value);
    }
  }
}
