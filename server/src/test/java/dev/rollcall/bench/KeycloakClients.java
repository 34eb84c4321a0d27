package dev.rollcall.bench;

import dev.rollcall.json.Json;
import dev.rollcall.testing.KeycloakRealm;
import dev.rollcall.testing.RealKeycloak;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Applications of a realm of Keycloak's, which logs no events.
final class KeycloakClients {
  private static final String CLIENT = "bench";
  private static final int AT_ONCE = 1_000;

  private final RealKeycloak keycloak;
  private final KeycloakRealm realm;
  private final URI server;
  private final List<String> users = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();

  KeycloakClients(RealKeycloak keycloak) {
    this.keycloak = keycloak;
    this.server = URI.create(keycloak.url());
    this.realm = keycloak.newRealm();
    realm.configure("{\"eventsEnabled\": false, \"adminEventsEnabled\": false}");
    realm.createPublicClient(CLIENT);
  }

  /// Makes users, and sessions for the first of them.
  void fill(int count, int sessions) {
    for (int i = 0; i < sessions; i++) {
      String name = "user" + i;
      users.add(realm.createUser(name, ""));
      tokens.add(
          keycloak
              .signIn(realm.name(), CLIENT, name, "pw-" + name)
              .path("refresh_token")
              .asString());
    }
    for (int from = sessions; from < count; from += AT_ONCE) {
      realm.partialImport(
          IntStream.range(from, Math.min(count, from + AT_ONCE))
              .mapToObj(
                  """
                  {"username": "user%1$d", "email": "user%1$d@example.com", "firstName": "User",
                   "lastName": "%1$d", "enabled": true}
                  """
                      ::formatted)
              .collect(Collectors.joining(",", "[", "]")));
    }
    for (int from = 0; from < count; from += AT_ONCE) {
      for (JsonNode user :
          realm.get("/users?briefRepresentation=true&first=" + from + "&max=" + AT_ONCE)) {
        if (!users.contains(user.path("id").asString())) {
          users.add(user.path("id").asString());
        }
      }
    }
  }

  /// One client for each session, which asks for an access token with the refresh token of the
  /// answer before.
  List<Load.Request> refreshing() throws IOException {
    String path = "/realms/" + realm.name() + "/protocol/openid-connect/token";
    List<Load.Request> clients = new ArrayList<>();
    for (String first : tokens) {
      KeepAlive connection = new KeepAlive(server);
      String[] token = {first};
      clients.add(() ->
          token[0] =
              Json.MAPPER
                  .readTree(
                      connection.send(
                          "POST",
                          path,
                          "content-type: application/x-www-form-urlencoded\r\n",
                          "grant_type=refresh_token&client_id="
                              + CLIENT
                              + "&refresh_token="
                              + token[0]))
                  .path("refresh_token")
                  .asString());
    }
    return clients;
  }

  /// As many clients as there are sessions, which read users as the administrator.
  List<Load.Request> reading() throws IOException {
    List<Load.Request> clients = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      KeepAlive connection = new KeepAlive(server);
      clients.add(() -> {
        String user = users.get(ThreadLocalRandom.current().nextInt(users.size()));
        connection.send(
            "GET",
            "/admin/realms/" + realm.name() + "/users/" + user,
            "authorization: Bearer " + keycloak.adminToken() + "\r\n",
            "");
      });
    }
    return clients;
  }
}
