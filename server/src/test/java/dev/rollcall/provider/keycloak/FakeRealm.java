package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.json.Json;
import dev.rollcall.testing.MovableClock;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A realm as far as the connector sees one. It answers as the real one was seen to, and
/// `RealKeycloakConnectorTest` keeps it honest.
class FakeRealm {
  final MovableClock clock = new MovableClock();
  final Map<String, ObjectNode> users = new LinkedHashMap<>();
  final Map<String, List<String>> members = new HashMap<>();
  final List<ObjectNode> userEvents = new ArrayList<>();
  final List<ObjectNode> adminEvents = new ArrayList<>();
  final Set<String> serviceAccounts = new HashSet<>();
  volatile boolean userLog = true;
  volatile boolean adminLog = true;
  volatile boolean organizations = true;
  volatile String savedTypes =
      "[\"REGISTER\",\"UPDATE_PROFILE\",\"UPDATE_EMAIL\","
          + "\"VERIFY_EMAIL\",\"DELETE_ACCOUNT\",\"LOGIN\",\"LOGOUT\"]";

  record Answer(int status, String body, Map<String, String> headers) {
    Answer(int status, String body) {
      this(status, body, Map.of("Content-Type", "application/json"));
    }
  }

  static ObjectNode json(String text) {
    return (ObjectNode) Json.MAPPER.readTree(text);
  }

  void user(String id, String username, String more) {
    users.put(
        id,
        json(
            "{\"id\":\"%s\",\"username\":\"%s\",\"enabled\":true,\"createdTimestamp\":1700000000000%s}"
                .formatted(id, username, more)));
  }

  void adminEvent(String id, String operation, String type, String path, String more) {
    adminEvents.add(
        json(
            "{\"id\":\"%s\",\"time\":%d,\"operationType\":\"%s\",\"resourceType\":\"%s\",\"resourcePath\":\"%s\"%s}"
                .formatted(id, clock.instant().toEpochMilli(), operation, type, path, more)));
  }

  void userEvent(String id, String type, String userId, String more) {
    userEvents.add(
        json(
            "{\"id\":\"%s\",\"time\":%d,\"type\":\"%s\",\"userId\":\"%s\"%s}"
                .formatted(id, clock.instant().toEpochMilli(), type, userId, more)));
  }

  Answer answer(String path, Map<String, String> query) {
    String[] parts = path.split("/", -1);
    return switch (path) {
      case "" ->
          new Answer(200, "{\"realm\":\"acme\",\"organizationsEnabled\":" + organizations + "}");
      case "/users" -> list(listed(query), query);
      case "/users/count" -> new Answer(200, String.valueOf(listed(Map.of()).count()));
      case "/events/config" -> new Answer(200, config());
      case "/events" -> list(since(userEvents, query), query);
      case "/admin-events" -> list(since(adminEvents, query), query);
      case "/groups" ->
          list(Stream.of(json("{\"id\":\"g1\",\"path\":\"/staff\",\"subGroupCount\":1}")), query);
      case "/groups/g1" ->
          new Answer(200, "{\"id\":\"g1\",\"path\":\"/staff\",\"subGroupCount\":1}");
      case "/groups/g1/children" ->
          list(
              Stream.of(json("{\"id\":\"g2\",\"path\":\"/staff/eng\",\"subGroupCount\":0}")),
              query);
      case "/organizations" ->
          organizations
              ? list(Stream.of(json("{\"id\":\"o1\",\"alias\":\"org1\"}")), query)
              : forbidden();
      default -> below(parts, query);
    };
  }

  private Answer below(String[] parts, Map<String, String> query) {
    String what = parts.length > 3 ? parts[3] : "";
    String id = URLDecoder.decode(parts[2], UTF_8);
    if (parts[1].equals("users")) {
      ObjectNode user = users.get(id);
      if (user == null) {
        return new Answer(404, "{\"error\":\"User not found\"}");
      }
      return what.isEmpty()
          ? new Answer(200, single(user))
          : list(memberships(id, "g", Map.of("g1", "/staff", "g2", "/staff/eng")), Map.of());
    }
    if (parts[1].equals("groups") && members.containsKey(id)) {
      return list(members.get(id).stream().map(user -> json("{\"id\":\"" + user + "\"}")), query);
    }
    if (parts[1].equals("groups") && id.matches("g[12]")) {
      return list(Stream.empty(), query);
    }
    if (parts[1].equals("groups")) {
      return new Answer(404, "{\"error\":\"Could not find group by id\"}");
    }
    if (!organizations) {
      return forbidden();
    }
    if (id.equals("members")) {
      return list(memberships(what, "o", Map.of("o1", "org1")), Map.of());
    }
    return id.equals("o1")
        ? list(
            members.getOrDefault(id, List.of()).stream()
                .map(user -> json("{\"id\":\"" + user + "\"}")),
            query)
        : new Answer(404, "{\"errorMessage\":\"Organization not found.\"}");
  }

  private Stream<ObjectNode> memberships(String user, String kind, Map<String, String> names) {
    return members.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(kind) && entry.getValue().contains(user))
        .map(entry ->
            json("{\"path\":\"%1$s\",\"alias\":\"%1$s\"}".formatted(names.get(entry.getKey()))));
  }

  private static Answer forbidden() {
    return new Answer(403, "{\"error\":\"HTTP 403 Forbidden\"}");
  }

  private static String single(ObjectNode user) {
    ObjectNode single = user.deepCopy();
    single.putObject("access").put("manage", true).put("view", true);
    return single.toString();
  }

  private String config() {
    return "{\"eventsEnabled\":%s,\"adminEventsEnabled\":%s,\"enabledEventTypes\":%s}"
        .formatted(userLog, adminLog, savedTypes);
  }

  private Stream<ObjectNode> listed(Map<String, String> query) {
    return users.values().stream()
        .filter(user -> query.containsKey("exact") || !serviceAccounts.contains(text(user, "id")))
        .filter(user ->
            text(user, "username").equals(query.getOrDefault("username", text(user, "username"))))
        .filter(user ->
            ("\"" + text(user, "username") + "\"")
                .equals(query.getOrDefault("search", "\"" + text(user, "username") + "\"")))
        .sorted(Comparator.comparing(user -> text(user, "username")));
  }

  private static Stream<ObjectNode> since(List<ObjectNode> events, Map<String, String> query) {
    long from = Long.parseLong(query.getOrDefault("dateFrom", "0"));
    return List.copyOf(events).stream()
        .filter(event -> event.path("time").asLong() >= from)
        .sorted(Comparator.comparing(event -> event.path("time").asLong()));
  }

  private static Answer list(Stream<ObjectNode> all, Map<String, String> query) {
    List<JsonNode> page =
        all.skip(Long.parseLong(query.getOrDefault("first", "0")))
            .limit(Long.parseLong(query.getOrDefault("max", "100")))
            .map(JsonNode.class::cast)
            .toList();
    return new Answer(200, page.toString());
  }

  private static String text(ObjectNode json, String key) {
    return json.path(key).asString("");
  }
}
