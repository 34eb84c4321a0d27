package dev.rollcall.testing;

import dev.rollcall.json.Json;
import dev.rollcall.testing.RealKeycloak.Answer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One realm of a [RealKeycloak], in an administrator's hands.
public record KeycloakRealm(RealKeycloak keycloak, String name) {

  /// What connects a project to this realm, as the administrator of the whole server.
  public Map<String, String> settings() {
    return Map.of(
        "url",
        keycloak.url(),
        "realm",
        name,
        "username",
        RealKeycloak.ADMIN,
        "password",
        keycloak.adminPassword());
  }

  /// Creates a client with a service account that has these roles of `realm-management`, and says
  /// what connects a project with it.
  public Map<String, String> settingsOfServiceAccount(String clientId, List<String> roles) {
    String client =
        send(
                "POST",
                "/clients",
                """
                {"clientId": "%s", "secret": "s3cret", "publicClient": false,
                 "serviceAccountsEnabled": true, "standardFlowEnabled": false}
                """
                    .formatted(clientId))
            .createdId();
    String account = text(get("/clients/" + client + "/service-account-user"), "id");
    String management = text(get("/clients?clientId=realm-management").get(0), "id");
    ArrayNode given = Json.MAPPER.createArrayNode();
    for (String role : roles) {
      given.add(get("/clients/" + management + "/roles/" + role));
    }
    send("POST", "/users/" + account + "/role-mappings/clients/" + management, given.toString());
    return Map.of(
        "url", keycloak.url(), "realm", name, "client_id", clientId, "client_secret", "s3cret");
  }

  /// The user id behind a client's service account.
  public String serviceAccount(String clientId) {
    String client = text(get("/clients?clientId=" + clientId).get(0), "id");
    return text(get("/clients/" + client + "/service-account-user"), "id");
  }

  /// A client by which users sign in, in a browser or by password.
  public void createPublicClient(String clientId) {
    send(
        "POST",
        "/clients",
        """
        {"clientId": "%s", "publicClient": true, "directAccessGrantsEnabled": true,
         "redirectUris": ["*"]}
        """
            .formatted(clientId));
  }

  /// Creates a user with the password `pw-` and the username.
  ///
  /// @param more further properties, such as `"enabled": false`; may be empty
  /// @return the id
  public String createUser(String username, String more) {
    return send(
            "POST",
            "/users",
            """
            {"username": "%1$s", "email": "%1$s@example.com", "firstName": "%1$s",
             "lastName": "Example", "enabled": true, "emailVerified": true,
             "credentials": [{"type": "password", "value": "pw-%1$s"}]%2$s}
            """
                .formatted(username, more.isEmpty() ? "" : ", " + more))
        .createdId();
  }

  /// Changes some of a user's properties; the others stay.
  public void updateUser(String id, String changes) {
    ObjectNode user = (ObjectNode) get("/users/" + id);
    user.setAll((ObjectNode) Json.MAPPER.readTree(changes));
    send("PUT", "/users/" + id, user.toString());
  }

  public void deleteUser(String id) {
    send("DELETE", "/users/" + id, null);
  }

  /// The id of a user; empty where there is none.
  public String userId(String username) {
    JsonNode found = get("/users?exact=true&username=" + username);
    return found.isEmpty() ? "" : text(found.get(0), "id");
  }

  public String createGroup(String name) {
    return send("POST", "/groups", "{\"name\": \"" + name + "\"}").createdId();
  }

  public String createGroupIn(String parentId, String name) {
    return send("POST", "/groups/" + parentId + "/children", "{\"name\": \"" + name + "\"}")
        .createdId();
  }

  public void renameGroup(String id, String name) {
    send("PUT", "/groups/" + id, "{\"name\": \"" + name + "\"}");
  }

  public void deleteGroup(String id) {
    send("DELETE", "/groups/" + id, null);
  }

  public void addToGroup(String userId, String groupId) {
    send("PUT", "/users/" + userId + "/groups/" + groupId, null);
  }

  public void removeFromGroup(String userId, String groupId) {
    send("DELETE", "/users/" + userId + "/groups/" + groupId, null);
  }

  public String createOrganization(String alias) {
    return send(
            "POST",
            "/organizations",
            """
            {"name": "The %1$s", "alias": "%1$s", "enabled": true,
             "domains": [{"name": "%1$s.example.com"}]}
            """
                .formatted(alias))
        .createdId();
  }

  public void deleteOrganization(String id) {
    send("DELETE", "/organizations/" + id, null);
  }

  public void addToOrganization(String userId, String organizationId) {
    send("POST", "/organizations/" + organizationId + "/members", "\"" + userId + "\"");
  }

  public void removeFromOrganization(String userId, String organizationId) {
    send("DELETE", "/organizations/" + organizationId + "/members/" + userId, null);
  }

  /// Imports users; those who exist already are replaced.
  ///
  /// @param users a JSON list
  public void partialImport(String users) {
    send(
        "POST",
        "/partialImport",
        "{\"ifResourceExists\": \"OVERWRITE\", \"users\": " + users + "}");
  }

  /// Changes some of the realm's own settings, such as `{"eventsEnabled": false}`.
  public void configure(String changes) {
    send("PUT", "", changes);
  }

  public void delete() {
    send("DELETE", "", null);
  }

  /// A user changes the profile over the account API.
  public void updateOwnProfile(String clientId, String username, String password, String profile) {
    String token = keycloak.userToken(name, clientId, username, password);
    keycloak.expect(
        List.of(204), keycloak.request("POST", "/realms/" + name + "/account", token, profile));
  }

  public JsonNode get(String path) {
    return send("GET", path, null).body();
  }

  /// A request to the admin API below this realm; anything but success fails the test.
  public Answer send(String method, String path, @Nullable String json) {
    return keycloak.admin(method, "/admin/realms/" + name + path, json);
  }

  private static String text(JsonNode json, String key) {
    return json.path(key).asString();
  }
}
