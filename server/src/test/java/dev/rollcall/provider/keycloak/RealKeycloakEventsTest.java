package dev.rollcall.provider.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderEvent.UsersTouched;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.testing.KeycloakRealm;
import dev.rollcall.testing.KeycloakVisitor;
import dev.rollcall.testing.RealKeycloak;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a real Keycloak writes into its event logs, and what we make of it.
@Tag("slow")
class RealKeycloakEventsTest extends OnRealKeycloak {

  @Test
  void an_administrator_s_creation_change_and_deletion_are_seen() {
    String ada = realm.createUser("ada", "");
    assertThat(pull()).containsExactly(new UserTouched(ada, false));
    assertThat(found(ada).rawJson()).contains("\"display_name\":\"ada Example\"");
    realm.updateUser(ada, "{\"lastName\": \"King\"}");
    assertThat(pull()).containsExactly(new UserTouched(ada, false));
    assertThat(found(ada).rawJson()).contains("\"display_name\":\"ada King\"");
    Instant before = Instant.now();

    realm.deleteUser(ada);

    assertThat(pull())
        .singleElement()
        .isInstanceOfSatisfying(
            UserDeleted.class,
            deleted -> {
              assertThat(deleted.userId()).isEqualTo(ada);
              assertThat(deleted.deletedAt()).isBetween(before.minusMillis(1), Instant.now());
            });
    assertThat(connector.fetch(ada)).isInstanceOf(Missing.class);
    assertThat(pull()).isEmpty();
  }

  @Test
  void a_user_s_own_doings_are_seen() {
    realm.createPublicClient("app");
    pull();
    Map<String, String> fields = new HashMap<>();
    fields.putAll(Map.of("username", "selma", "email", "selma@example.com", "firstName", "Selma"));
    fields.putAll(Map.of("lastName", "M", "password", "pw-1", "password-confirm", "pw-1"));

    new KeycloakVisitor(realm, "app").register(fields);
    String selma = realm.userId("selma");
    assertThat(pull()).containsExactly(new UserTouched(selma, false));

    realm.updateOwnProfile(
        "app",
        "selma",
        "pw-1",
        "{\"username\":\"selma\",\"email\":\"s@example.com\",\"firstName\":\"S\",\"lastName\":\"M\"}");
    assertThat(pull()).containsExactly(new UserTouched(selma, false));
    assertThat(found(selma).rawJson()).contains("\"primary_email\":\"s@example.com\"");
  }

  @Test
  void a_user_who_deletes_the_own_account_is_seen() {
    realm.createPublicClient("app");
    String ada = realm.createUser("ada", "");
    realm.send(
        "PUT",
        "/authentication/required-actions/delete_account",
        "{\"alias\":\"delete_account\",\"name\":\"Delete Account\",\"providerId\":\"delete_account\","
            + "\"enabled\":true,\"defaultAction\":false,\"priority\":60,\"config\":{}}");
    String account = realm.get("/clients?clientId=account").get(0).path("id").asString();
    realm.send(
        "POST",
        "/users/" + ada + "/role-mappings/clients/" + account,
        "[" + realm.get("/clients/" + account + "/roles/delete-account") + "]");
    pull();

    new KeycloakVisitor(realm, "app")
        .signIn("&kc_action=delete_account", Map.of("username", "ada", "password", "pw-ada"));

    assertThat(pull())
        .singleElement()
        .isInstanceOfSatisfying(
            UserDeleted.class, deleted -> assertThat(deleted.userId()).isEqualTo(ada));
    assertThat(connector.fetch(ada)).isInstanceOf(Missing.class);
  }

  @Test
  void a_login_through_an_identity_provider_touches_the_user_whose_profile_it_copies() {
    KeycloakRealm upstream = RealKeycloak.shared().newRealm();
    upstream.send(
        "POST", "/clients", "{\"clientId\":\"down\",\"secret\":\"x\",\"redirectUris\":[\"*\"]}");
    String there = upstream.createUser("grace", "");
    String oidc = upstream.keycloak().url() + "/realms/" + upstream.name();
    realm.send(
        "POST",
        "/identity-provider/instances",
        """
        {"alias": "up", "providerId": "oidc", "enabled": true, "trustEmail": true, "config": {
         "issuer": "%1$s", "authorizationUrl": "%1$s/protocol/openid-connect/auth",
         "tokenUrl": "%1$s/protocol/openid-connect/token",
         "userInfoUrl": "%1$s/protocol/openid-connect/userinfo",
         "clientId": "down", "clientSecret": "x", "clientAuthMethod": "client_secret_post",
         "defaultScope": "openid profile email", "syncMode": "FORCE"}}
        """
            .formatted(oidc));
    realm.createPublicClient("app");
    Map<String, String> fields = Map.of("username", "grace", "password", "pw-grace");
    new KeycloakVisitor(realm, "app").signIn("&kc_idp_hint=up", fields);
    String here = realm.userId("grace");
    assertThat(pull()).isNotEmpty().containsOnly(new UserTouched(here, false));
    upstream.updateUser(there, "{\"lastName\": \"Murray\"}");

    new KeycloakVisitor(realm, "app").signIn("&kc_idp_hint=up", fields);

    assertThat(pull()).containsExactly(new UserTouched(here, false));
    assertThat(found(here).rawJson()).contains("Murray");
  }

  @Test
  void a_partial_import_is_seen_but_not_whom_it_replaces() {
    String old = realm.createUser("ada", "");
    pull();

    realm.partialImport(
        """
        [{"username": "ada", "email": "a@example.com", "enabled": true,
          "credentials": [{"type": "password", "value": "hunter2"}]},
         {"id": "own-id-1", "username": "bob", "email": "b@example.com", "enabled": true}]
        """);

    String ada = realm.userId("ada");
    assertThat(ada).isNotEqualTo(old);
    assertThat(pull())
        .containsExactlyInAnyOrder(new UserTouched(ada, false), new UserTouched("own-id-1", false));
    assertThat(connector.fetch(old)).isInstanceOf(Missing.class);
    assertThat(listed()).extracting(ProviderUser::id).containsExactly(ada, "own-id-1");
  }

  @Test
  void memberships_of_groups_are_seen() {
    String ada = realm.createUser("ada", "");
    String top = realm.createGroup("staff");
    String low = realm.createGroupIn(top, "eng");
    pull();

    realm.addToGroup(ada, low);
    assertThat(pull()).containsExactly(new UserTouched(ada, false));
    realm.renameGroup(top, "crew");
    assertThat(pull()).containsExactly(new UsersTouched("group:" + top));
    assertThat(connector.members("group:" + top)).containsExactly(ada);
    assertThat(found(ada).rawJson()).contains("\"groups\":[\"/crew/eng\"]");
    realm.send("POST", "/groups", "{\"id\":\"" + low + "\",\"name\":\"eng\"}");
    assertThat(pull()).containsExactly(new UsersTouched("group:" + low));
    assertThat(found(ada).rawJson()).contains("\"groups\":[\"/eng\"]");
    realm.removeFromGroup(ada, low);
    assertThat(pull()).containsExactly(new UserTouched(ada, false));
    realm.deleteGroup(top);
    assertThat(pull()).containsExactly(new UsersTouched("group:" + top));
    assertThat(connector.members("group:" + top)).isEmpty();
  }

  @Test
  void memberships_of_organizations_are_seen() {
    String ada = realm.createUser("ada", "");
    String bob = realm.createUser("bob", "");
    String organization = realm.createOrganization("org1");
    realm.addToOrganization(bob, organization);
    pull();

    realm.addToOrganization(ada, organization);
    assertThat(pull()).containsExactly(new UserTouched(ada, false));
    assertThat(found(ada).rawJson()).contains("\"organizations\":[\"org1\"]");
    assertThat(connector.members("organization:" + organization))
        .containsExactlyInAnyOrder(ada, bob);
    realm.removeFromOrganization(ada, organization);
    assertThat(pull()).containsExactly(new UserTouched(ada, false));
    realm.deleteOrganization(organization);
    assertThat(pull()).containsExactly(new UsersTouched("organization:" + organization));
    assertThat(connector.members("organization:" + organization)).isEmpty();
  }
}
