package dev.rollcall.api.sql;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What Postgres says was done: the first word, and how many rows.
///
/// @param rows null where it does not count any
record Tag(String command, @Nullable Long rows) {

  /// @param text such as `INSERT 0 1`, whose 0 was once an oid, or `CREATE TABLE`
  static Tag of(String text) {
    String[] words = text.split(" ", -1);
    int place = words[0].equals("INSERT") ? 2 : 1;
    boolean counted = words.length > place && words[place].matches("[0-9]{1,18}");
    return new Tag(words[0], counted ? Long.valueOf(words[place]) : null);
  }

  void write(JsonGenerator json) {
    json.writeStringProperty("command", command);
    json.writeName("rowCount");
    if (rows == null) {
      json.writeNull();
    } else {
      json.writeNumber(rows);
    }
  }
}
