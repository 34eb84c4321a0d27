package dev.rollcall.provider.keycloak;

import dev.rollcall.json.Json;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.UserRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keycloak's representation of a user. The same user gives the same bytes, whether it was listed
/// or fetched, so what Keycloak keeps in no order (attributes and their values, required actions)
/// is sorted.
final class Representation {
  /// Secrets, and what depends on who asks.
  private static final Set<String> LEFT_OUT =
      Set.of("credentials", "access", "userProfileMetadata");

  private static final List<String> SETS = List.of("requiredActions", "disableableCredentialTypes");

  private Representation() {}

  /// @param groups the paths of its groups
  /// @param organizations the aliases of its organizations
  /// @throws UnreadablePayloadException if it is not a user in Keycloak's form
  static ProviderUser user(
      JsonNode json, Collection<String> groups, Collection<String> organizations) {
    if (!(json instanceof ObjectNode object)) {
      throw new UnreadablePayloadException("The user is not a JSON object");
    }
    ObjectNode record = object.deepCopy();
    for (String set : SETS) {
      if (record.get(set) instanceof ArrayNode values) {
        record.set(set, sorted(values));
      }
    }
    if (record.get("attributes") instanceof ObjectNode attributes) {
      record.set("attributes", sorted(attributes));
    }
    record.set("groups", array(groups));
    record.set("organizations", array(organizations));
    return new UserRecord(
            required(record, "id"),
            displayName(record),
            text(record, "email"),
            millis(record, "createdTimestamp"),
            null)
        .withJson(record, LEFT_OUT);
  }

  private static @Nullable String displayName(ObjectNode record) {
    String name =
        (orEmpty(text(record, "firstName")) + " " + orEmpty(text(record, "lastName"))).strip();
    return name.isEmpty() ? text(record, "username") : name;
  }

  private static ArrayNode array(Collection<String> texts) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    texts.stream().sorted().distinct().forEach(array::add);
    return array;
  }

  private static ArrayNode sorted(ArrayNode values) {
    ArrayNode sorted = Json.MAPPER.createArrayNode();
    Stream<JsonNode> inOrder =
        values.values().stream().sorted(Comparator.comparing(JsonNode::toString));
    inOrder.forEach(sorted::add);
    return sorted;
  }

  private static ObjectNode sorted(ObjectNode attributes) {
    TreeMap<String, JsonNode> byName = new TreeMap<>();
    attributes.properties().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
    ObjectNode sorted = Json.MAPPER.createObjectNode();
    byName.forEach(
        (name, value) -> sorted.set(name, value instanceof ArrayNode many ? sorted(many) : value));
    return sorted;
  }

  private static String required(ObjectNode record, String key) {
    String value = text(record, key);
    if (value == null) {
      throw new UnreadablePayloadException("The user has no '" + key + "'");
    }
    return value;
  }

  private static @Nullable String text(ObjectNode record, String key) {
    JsonNode value = record.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new UnreadablePayloadException("The user's '" + key + "' is not a text");
    }
    return value.stringValue();
  }

  private static @Nullable Long millis(ObjectNode record, String key) {
    JsonNode value = record.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new UnreadablePayloadException("The user's '" + key + "' is not in milliseconds");
    }
    return value.longValue();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
