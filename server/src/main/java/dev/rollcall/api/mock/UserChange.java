package dev.rollcall.api.mock;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a request that makes or changes a user: any of `name`, `email`, `data` and, for a
/// new one, `id`.
final class UserChange {
  /// Fit for a path, and none of the words that stand there already.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.|@:-]{0,127}");

  private static final Set<String> TAKEN = Set.of("count");

  private final ObjectNode body;

  private UserChange(ObjectNode body) {
    this.body = body;
  }

  /// @param keys which ones are understood
  static UserChange read(byte[] bytes, Set<String> keys) throws BadInputException {
    ObjectNode body = object(bytes);
    for (Map.Entry<String, JsonNode> property : body.properties()) {
      if (!keys.contains(property.getKey())) {
        throw new BadInputException(
            "unknown_key", "'" + property.getKey() + "' is not understood here.");
      }
    }
    UserChange change = new UserChange(body);
    change.check();
    return change;
  }

  /// @throws BadInputException if it is not a JSON object
  static ObjectNode object(byte[] bytes) throws BadInputException {
    try {
      return HostileJson.read(bytes).tree();
    } catch (HostileJsonException hostile) {
      throw new BadInputException("bad_json", hostile.getMessage() + ".");
    }
  }

  /// The id asked for, if any.
  Optional<String> id() {
    return Optional.ofNullable(body.path("id").stringValue(null));
  }

  MockUser create(String id, long now) {
    ObjectNode nothing = Json.MAPPER.createObjectNode();
    return applyTo(new MockUser(id, null, null, now, now, nothing), now);
  }

  /// `user` with this change; what is not mentioned stays.
  MockUser applyTo(MockUser user, long now) {
    return new MockUser(
        user.id(),
        text("name", user.name()),
        text("email", user.email()),
        user.createdAt(),
        now,
        body.path("data") instanceof ObjectNode data ? data : user.data());
  }

  private @Nullable String text(String key, @Nullable String otherwise) {
    return body.has(key) ? body.path(key).stringValue(null) : otherwise;
  }

  private void check() throws BadInputException {
    for (String key : Set.of("name", "email")) {
      if (body.has(key) && !body.path(key).isString() && !body.path(key).isNull()) {
        throw new BadInputException("bad_" + key, "'" + key + "' is neither a text nor null.");
      }
    }
    if (body.has("data") && !body.path("data").isObject()) {
      throw new BadInputException("bad_data", "'data' is not an object.");
    }
    String id = body.path("id").stringValue("");
    if (body.has("id")
        && (!ID.matcher(id).matches()
            || TAKEN.contains(id)
            || id.startsWith(SyntheticUsers.PREFIX))) {
      throw new BadInputException(
          "bad_id",
          "An id has 1 to 128 letters, digits and _.|@:- and is neither 'count' nor begins with '"
              + SyntheticUsers.PREFIX
              + "'.");
    }
  }
}
