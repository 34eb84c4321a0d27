package dev.rollcall.provider.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents.Pulled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Users, the listing and the check against a real Keycloak.
@Tag("slow")
class RealKeycloakConnectorTest extends OnRealKeycloak {

  @Test
  void a_listed_user_is_the_fetched_user_to_the_byte() {
    realm.send(
        "PUT",
        "/users/profile",
        realm
            .get("/users/profile")
            .toString()
            .replaceFirst("^\\{", "{\"unmanagedAttributePolicy\":\"ENABLED\","));
    String ada =
        realm.createUser(
            "ada",
            "\"attributes\": {\"z\": [\"3\", \"1\", \"2\"], \"a\": [\"x\"]},"
                + " \"requiredActions\": [\"VERIFY_EMAIL\", \"UPDATE_PASSWORD\"]");
    realm.createUser("bob", "\"enabled\": false");
    String top = realm.createGroup("staff");
    String low = realm.createGroupIn(top, "eng");
    String organization = realm.createOrganization("org1");
    realm.addToGroup(ada, top);
    realm.addToGroup(ada, low);
    realm.addToOrganization(ada, organization);
    realm.createOrganization("org2");

    List<ProviderUser> listed = listed();

    assertThat(listed).hasSize(2).allSatisfy(user -> assertThat(user).isEqualTo(found(user.id())));
    assertThat(listed.getFirst().rawJson())
        .contains("\"groups\":[\"/staff\",\"/staff/eng\"]")
        .contains("\"organizations\":[\"org1\"]")
        .contains("\"attributes\":{\"a\":[\"x\"],\"z\":[\"1\",\"2\",\"3\"]}")
        .doesNotContain("\"access\"")
        .doesNotContain("pw-ada");
    assertThat(connector.count()).hasValue(2);
  }

  @Test
  void a_realm_without_organizations_has_users_in_none() {
    String ada = realm.createUser("ada", "");
    realm.configure("{\"organizationsEnabled\": false}");
    Connector least =
        connector(
            realm.settingsOfServiceAccount("sync", List.of("view-users")), InstantSource.system());

    assertThat(found(ada).rawJson()).contains("\"organizations\":[]");
    assertThat(least.fetch(ada)).isInstanceOf(Found.class);
    assertThat(listed()).containsExactly(found(ada));
  }

  @Test
  void an_unknown_user_is_missing_and_an_unknown_realm_is_not() {
    Map<String, String> elsewhere = new HashMap<>(realm.settings());
    elsewhere.put("realm", "nowhere");
    String nobody = "00000000-0000-0000-0000-000000000000";

    assertThat(connector.fetch(nobody)).isInstanceOf(Missing.class);
    assertThat(connector(elsewhere, InstantSource.system()).fetch(nobody))
        .isEqualTo(
            new NoAnswer(
                "Keycloak answered GET /users/" + nobody + " with HTTP 404, Realm not found."));
    assertThat(connector(elsewhere, InstantSource.system()).check())
        .extracting(Finding::code)
        .containsExactly("realm_unknown");
  }

  @Test
  void logs_that_are_off_are_a_warning_and_pulled_as_nothing() {
    assertThat(connector.check())
        .extracting(Finding::code)
        .containsExactly("reachable", "users_visible", "events_on");
    assertThat(connector.reach().complete()).isTrue();
    realm.configure("{\"eventsEnabled\": false, \"adminEventsEnabled\": false}");

    assertThat(connector.check())
        .extracting(Finding::code)
        .containsExactly("reachable", "users_visible", "events_off");
    realm.createUser("ada", "");
    assertThat(pull()).isEmpty();
    assertThat(connector.reach().complete()).isFalse();
  }

  @Test
  void events_that_expire_soon_are_a_warning() {
    realm.configure("{\"attributes\": {\"adminEventsExpiration\": \"900\"}}");

    assertThat(connector.check())
        .extracting(Finding::code)
        .containsExactly("reachable", "users_visible", "events_on", "events_expire_soon");
  }

  @Test
  void a_service_account_with_three_roles_suffices_and_is_no_user_itself() {
    String ada = realm.createUser("ada", "");
    String bob = realm.createUser("service-account-bob", "");
    Connector least =
        connector(
            realm.settingsOfServiceAccount(
                "sync", List.of("view-users", "view-events", "view-organizations")),
            InstantSource.system());

    assertThat(least.check())
        .extracting(Finding::code)
        .containsExactly("reachable", "users_visible", "events_on");
    assertThat(least.fetch(ada)).isInstanceOf(Found.class);
    assertThat(least.pull(null)).isInstanceOf(Pulled.class);
    assertThat(least.fetch(realm.serviceAccount("sync"))).isInstanceOf(Missing.class);
    assertThat(least.fetch(bob)).isInstanceOf(Found.class);
    assertThat(listed()).extracting(ProviderUser::id).containsExactly(ada, bob);
  }

  @Test
  void missing_roles_and_refused_credentials_are_problems() {
    String ada = realm.createUser("ada", "");
    Map<String, String> settings = realm.settingsOfServiceAccount("none", List.of("query-clients"));
    Connector blind = connector(settings, InstantSource.system());
    Map<String, String> wrong = new HashMap<>(settings);
    wrong.put("client_secret", "wrong");

    assertThat(blind.check())
        .extracting(Finding::code)
        .containsExactly("reachable", "users_forbidden", "events_forbidden");
    assertThat(refused(blind.fetch(ada))).isTrue();
    assertThat(refused(blind.fetch("nobody"))).isTrue();
    assertThat(refused(connector(wrong, InstantSource.system()).fetch(ada))).isTrue();
  }

  @Test
  void reads_are_timed_by_keycloak_s_clock() {
    String ada = realm.createUser("ada", "");
    Connector late =
        connector(
            realm.settings(), InstantSource.offset(InstantSource.system(), Duration.ofHours(-3)));

    FetchedUser fetched = late.fetch(ada);

    assertThat(((Found) fetched).readAt())
        .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(2));
  }

  private static boolean refused(FetchedUser fetched) {
    return fetched instanceof NoAnswer answer && answer.credentialsRefused();
  }
}
