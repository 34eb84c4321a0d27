package dev.rollcall.api.sql;

import dev.rollcall.json.Json;
import dev.rollcall.sqlhttp.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a body asks for.
///
/// @param together whether it is a batch, answered as one
record SentQuery(List<One> queries, boolean together) {
  private static final int MOST_PARAMETERS = 65_535;

  /// @param arrayMode whether rows are to be arrays; null for what the header says
  record One(SqlStatement statement, @Nullable Boolean arrayMode) {}

  static SentQuery read(byte[] body) throws BadRequestException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JacksonException unreadable) {
      throw new BadRequestException(
          "the body is not JSON: "
              + unreadable.getOriginalMessage().lines().findFirst().orElse(""));
    }
    if (!json.isObject()) {
      throw new BadRequestException("the body must be an object with query, or with queries");
    }
    if (!json.has("queries")) {
      return new SentQuery(List.of(one(json)), false);
    }
    if (!json.path("queries").isArray() || json.has("query")) {
      throw new BadRequestException("queries must be an array, and stand without query");
    }
    List<One> all = new ArrayList<>();
    for (JsonNode each : json.path("queries")) {
      all.add(one(each));
    }
    return new SentQuery(all, true);
  }

  private static One one(JsonNode json) throws BadRequestException {
    JsonNode query = json.path("query");
    JsonNode params = json.path("params");
    JsonNode arrayMode = json.path("arrayMode");
    if (!query.isString()) {
      throw new BadRequestException("query must be a string: {\"query\": \"select $1\", ...}");
    }
    if (!params.isMissingNode() && !params.isNull() && !params.isArray()) {
      throw new BadRequestException("params must be an array");
    }
    if (params.size() > MOST_PARAMETERS) {
      throw new BadRequestException(
          "a statement has at most " + MOST_PARAMETERS + " parameters, this one " + params.size());
    }
    List<@Nullable String> texts = new ArrayList<>();
    for (JsonNode param : params) {
      texts.add(Parameters.text(param));
    }
    return new One(
        new SqlStatement(Parameters.sound(query.stringValue()), texts),
        arrayMode.isBoolean() ? (Boolean) arrayMode.booleanValue() : null);
  }
}
