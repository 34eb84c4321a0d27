package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ConnectorContract;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderEvent.UsersTouched;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every connector does, and what Keycloak's events mean.
class KeycloakConnectorTest extends ConnectorContract {
  private static final String ID = "7bb0c1cc-b25a-4d2b-8664-3d8e683bef4e";
  private static final String ORG = "d0210e59-08d4-42c3-89bc-618ec75c10cf";
  private static final String GROUP = "6ebfff17-ab09-42a0-9dff-904683377871";

  private final FakeKeycloak keycloak = new FakeKeycloak();
  private final Connector connector = keycloak.connector();

  @AfterEach
  void stop() {
    keycloak.close();
  }

  @Override
  protected Connector connector() {
    return connector;
  }

  @Override
  protected Instant now() {
    return keycloak.clock.instant();
  }

  @Override
  protected Optional<Webhook> signed(String eventId, byte[] body, Instant at) {
    return Optional.empty();
  }

  @Override
  protected List<byte[]> eventsAbout(String userId) {
    String path = "users/" + userId;
    return Stream.of(
            admin("CREATE", "USER", path),
            admin("UPDATE", "USER", path),
            admin("DELETE", "USER", path),
            admin("CREATE", "REALM", path),
            admin("UPDATE", "SCIM", "scim/v2/Users/" + userId),
            admin("ACTION", "USER", path + "/reset-password"),
            admin("DELETE", "GROUP_MEMBERSHIP", path + "/groups/" + GROUP),
            admin("DELETE", "ORGANIZATION_MEMBERSHIP", "organizations/o1/members/" + userId),
            user("REGISTER", userId, "{}"),
            user("UPDATE_PROFILE", userId, "{}"),
            user("REMOVE_TOTP", userId, "{}"),
            user("DELETE_ACCOUNT", userId, "{}"),
            user("LOGIN", userId, "{\"identity_provider\":\"google\"}"))
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  @Override
  protected byte[] eventOfUnknownType() {
    return user("MOON_LANDING", ID, "{}").getBytes(UTF_8);
  }

  @Test
  void a_webhook_is_always_refused() {
    assertThat(connector.verify(new Webhook(Map.of(), new byte[0])))
        .isEqualTo(
            new Verdict.Refused("Keycloak sends no webhooks; its event logs are read instead"));
  }

  @Test
  void a_deletion_counts_from_the_event_s_own_time() {
    Instant at = Instant.ofEpochMilli(1795249371782L);

    assertThat(read(admin("DELETE", "USER", "users/" + ID))).isEqualTo(new UserDeleted(ID, at));
    assertThat(read(user("DELETE_ACCOUNT", ID, "{}"))).isEqualTo(new UserDeleted(ID, at));
  }

  @Test
  void what_is_deleted_below_a_user_deletes_no_user() {
    for (String below : List.of("/groups/" + GROUP, "/role-mappings/realm", "/credentials/c1")) {
      assertThat(read(admin("DELETE", "ANY", "users/" + ID + below)))
          .isEqualTo(new UserTouched(ID, false));
    }
  }

  @Test
  void a_user_s_id_need_not_be_a_uuid() {
    assertThat(read(admin("CREATE", "REALM", "users/alice-1")))
        .isEqualTo(new UserTouched("alice-1", false));
    assertThat(read(admin("UPDATE", "USER", "users/f:" + GROUP + ":bob")))
        .isEqualTo(new UserTouched("f:" + GROUP + ":bob", false));
  }

  @Test
  void the_realm_s_user_profile_is_no_user() {
    assertThat(read(admin("UPDATE", "USER_PROFILE", "users/profile")))
        .isEqualTo(new NotAboutUsers("UPDATE USER_PROFILE"));
  }

  @Test
  void a_changed_group_or_organization_touches_its_members() {
    assertThat(read(admin("UPDATE", "GROUP", "groups/" + GROUP)))
        .isEqualTo(new UsersTouched("group:" + GROUP));
    assertThat(read(admin("UPDATE", "ORGANIZATION", "organizations/" + ORG)))
        .isEqualTo(new UsersTouched("organization:" + ORG));
    assertThat(read(admin("CREATE", "ORGANIZATION_MEMBERSHIP", "organizations/o1/members")))
        .isEqualTo(new UsersTouched("organization:o1"));
  }

  @Test
  void a_moved_group_touches_its_own_members_not_its_new_parent_s() {
    String moved = ",\"representation\":\"{\\\"id\\\":\\\"" + GROUP + "\\\"}\"";

    assertThat(read(admin("UPDATE", "GROUP", "groups/parent/children", moved)))
        .isEqualTo(new UsersTouched("group:" + GROUP));
    assertThat(read(admin("UPDATE", "GROUP", "groups", moved)))
        .isEqualTo(new UsersTouched("group:" + GROUP));
  }

  @Test
  void the_member_of_an_organization_whom_the_pull_looked_up_is_touched_alone() {
    String event =
        admin("CREATE", "ORGANIZATION_MEMBERSHIP", "organizations/o1/members")
            .replaceFirst("}$", ",\"user_id\":\"" + ID + "\"}");

    assertThat(read(event)).isEqualTo(new UserTouched(ID, false));
  }

  @Test
  void the_deletion_of_a_service_account_is_not_about_users() {
    String gone = ",\"representation\":\"{\\\"username\\\":\\\"service-account-sync\\\"}\"";

    assertThat(read(admin("DELETE", "USER", "users/" + ID, gone)))
        .isEqualTo(new NotAboutUsers("DELETE of a service account"));
  }

  @ParameterizedTest
  @CsvSource({
    "LOGIN",
    "LOGOUT",
    "UPDATE_PROFILE_ERROR",
    "DELETE_ACCOUNT_ERROR",
    "CODE_TO_TOKEN",
    "CLIENT_LOGIN"
  })
  void logins_tokens_and_failures_are_not_about_users(String type) {
    assertThat(read(user(type, ID, "{\"username\":\"ada\"}"))).isEqualTo(new NotAboutUsers(type));
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE, GROUP, groups/g1",
    "CREATE, GROUP, groups/g1/children",
    "CREATE, ORGANIZATION, organizations/o1",
    "CREATE, CLIENT_ROLE_MAPPING, groups/g1/role-mappings/clients/c1",
    "UPDATE, CLIENT_ROLE_MAPPING, groups/g1/role-mappings/clients/c1",
    "UPDATE, REALM, events/config"
  })
  void other_doings_of_administrators_are_not_about_users(
      String operation, String type, String path) {
    assertThat(read(admin(operation, type, path)))
        .isEqualTo(new NotAboutUsers(operation + " " + type));
  }

  private ProviderEvent read(String payload) {
    return connector.read(new StoredEvent("admin:1", payload.getBytes(UTF_8)));
  }

  private static String admin(String operation, String type, String path) {
    return admin(operation, type, path, "");
  }

  private static String admin(String operation, String type, String path, String more) {
    return "{\"log\":\"admin\",\"event\":{\"id\":\"1\",\"time\":1795249371782,\"operationType\":\"%s\",\"resourceType\":\"%s\",\"resourcePath\":\"%s\"%s}}"
        .formatted(operation, type, path, more);
  }

  private static String user(String type, String userId, String details) {
    return "{\"log\":\"user\",\"event\":{\"id\":\"1\",\"time\":1795249371782,\"type\":\"%s\",\"userId\":\"%s\",\"details\":%s}}"
        .formatted(type, userId, details);
  }
}
