package dev.rollcall.provider.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.keycloak.FakeRealm.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Single users and the listing.
class KeycloakFetchTest {
  private static final String ADA =
      ",\"firstName\":\" Ada\",\"lastName\":\"King\",\"email\":\"ada@example.com\","
          + "\"attributes\":{\"z\":[\"b\",\"a\"],\"c\":[\"1\"]},\"requiredActions\":[\"V\",\"U\"],"
          + "\"credentials\":[{\"value\":\"hunter2\"}]";

  private final FakeKeycloak keycloak = new FakeKeycloak();
  private final Connector connector = keycloak.connector();

  @AfterEach
  void stop() {
    keycloak.close();
  }

  @Test
  void a_user_comes_with_groups_and_organizations_and_without_secrets() {
    keycloak.user("a", "ada", ADA);
    keycloak.members.put("g2", List.of("a"));
    keycloak.members.put("g1", List.of("a"));
    keycloak.members.put("o1", List.of("a"));

    assertThat(found("a"))
        .isEqualTo(
            new ProviderUser(
                "a",
                Instant.ofEpochMilli(1700000000000L),
                null,
                "{\"id\":\"a\",\"username\":\"ada\",\"enabled\":true,"
                    + "\"createdTimestamp\":1700000000000,\"firstName\":\" Ada\","
                    + "\"lastName\":\"King\",\"email\":\"ada@example.com\","
                    + "\"attributes\":{\"c\":[\"1\"],\"z\":[\"a\",\"b\"]},"
                    + "\"requiredActions\":[\"U\",\"V\"],\"groups\":[\"/staff\",\"/staff/eng\"],"
                    + "\"organizations\":[\"org1\"],\"display_name\":\"Ada King\","
                    + "\"primary_email\":\"ada@example.com\","
                    + "\"signed_up_at_millis\":1700000000000}"));
  }

  @Test
  void a_listed_user_is_the_fetched_user_to_the_byte() {
    keycloak.user("a", "ada", ADA);
    keycloak.user("b", "bob", "");
    keycloak.members.put("g2", List.of("b", "a"));
    keycloak.members.put("o1", List.of("b"));

    assertThat(listed()).containsExactly(found("a"), found("b"));
  }

  @Test
  void a_user_without_a_name_is_called_by_the_username() {
    keycloak.user("b", "bob", "");

    assertThat(found("b").rawJson()).contains("\"display_name\":\"bob\",\"primary_email\":null");
  }

  @Test
  void a_user_is_missing_only_in_keycloak_s_own_words() {
    assertThat(connector.fetch("nobody")).isInstanceOf(Missing.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"Realm not found.\"}",
        "{\"error\":\"HTTP 404 Not Found\"}",
        "{\"error\":\"Unable to find matching target resource method\"}",
        "<html>User not found</html>",
        "\"User not found\"",
        ""
      })
  void any_other_404_proves_nothing(String body) {
    keycloak.user("a", "ada", "");
    keycloak.instead.put("/users/a", new Answer(404, body));

    assertThat(connector.fetch("a")).isInstanceOf(NoAnswer.class);
  }

  @Test
  void nobody_is_missing_from_a_realm_that_does_not_exist() {
    Connector elsewhere =
        keycloak.connector(settings ->
            Map.of(
                "url", settings.get("url"),
                "realm", "elsewhere",
                "username", "root",
                "password", "right",
                "admin_realm", "acme"));

    assertThat(elsewhere.fetch("a"))
        .isEqualTo(new NoAnswer("Keycloak answered GET /users/a with HTTP 404, Realm not found."));
  }

  @Test
  void being_told_to_wait_says_how_long() {
    keycloak.instead.put("/users/a", new Answer(429, "", Map.of("Retry-After", "7")));

    assertThat(connector.fetch("a"))
        .isEqualTo(
            new NoAnswer(
                "Keycloak answered GET /users/a with HTTP 429", Duration.ofSeconds(7), false));
  }

  @Test
  void being_forbidden_to_look_means_that_the_operator_must_act() {
    keycloak.instead.put("/users/a", new Answer(403, "{\"error\":\"HTTP 403 Forbidden\"}"));

    assertThat(connector.fetch("a"))
        .isEqualTo(
            new NoAnswer(
                "Keycloak answered GET /users/a with HTTP 403, HTTP 403 Forbidden", null, true));
  }

  @Test
  void organizations_that_may_not_be_seen_are_not_taken_for_none() {
    keycloak.user("a", "ada", "");
    keycloak.instead.put("/organizations/members/a/organizations", new Answer(403, "{}"));

    assertThat(connector.fetch("a")).isInstanceOf(NoAnswer.class);
    keycloak.organizations = false;
    assertThat(found("a").rawJson()).contains("\"organizations\":[]");
  }

  @Test
  void a_service_account_is_no_user_but_who_is_called_like_one_is() {
    keycloak.user("s", "service-account-sync", "");
    keycloak.serviceAccounts.add("s");
    keycloak.user("p", "service-account-bob", "");

    assertThat(connector.fetch("s")).isInstanceOf(Missing.class);
    assertThat(connector.fetch("p")).isInstanceOf(Found.class);
    assertThat(listed()).extracting(ProviderUser::id).containsExactly("p");
    assertThat(connector.count()).hasValue(1);
  }

  @Test
  void a_listing_goes_on_after_a_restart_with_memberships_read_anew() {
    for (int i = 100; i < 700; i++) {
      keycloak.user("u" + i, "user" + i, "");
    }
    Page first = (Page) connector.list(null);
    keycloak.clock.advance(Duration.ofSeconds(30));
    keycloak.members.put("g1", List.of("u650"));

    Page same = (Page) connector.list(first.next());
    Page restarted = (Page) keycloak.connector().list(first.next());

    assertThat(first.users()).hasSize(500);
    assertThat(same.readAt()).isEqualTo(first.readAt());
    assertThat(same.users()).hasSize(100).noneMatch(user -> user.rawJson().contains("/staff"));
    assertThat(restarted.readAt()).isEqualTo(first.readAt().plusSeconds(30));
    assertThat(restarted.users()).anyMatch(user -> user.rawJson().contains("/staff"));
  }

  @Test
  void an_unreadable_user_is_reported_beside_the_others() {
    keycloak.user("a", "ada", ",\"email\":\"" + "a".repeat(321) + "\"");
    keycloak.user("b", "bob", "");

    Page page = (Page) connector.list(null);

    assertThat(page.users()).extracting(ProviderUser::id).containsExactly("b");
    assertThat(page.unreadable())
        .hasToString(
            "[Unreadable[id=a, problem=The user's e-mail address is longer than 320 bytes]]");
    assertThat(connector.fetch("a"))
        .isEqualTo(
            new NoAnswer(
                "Keycloak's user could not be read: The user's e-mail address is longer than 320"
                    + " bytes"));
  }

  @Test
  void a_group_s_members_include_those_of_the_groups_below() {
    keycloak.members.put("g1", List.of("a"));
    keycloak.members.put("g2", List.of("b", "a"));
    keycloak.members.put("o1", List.of("c"));

    assertThat(connector.members("group:g1")).containsExactly("a", "b");
    assertThat(connector.members("organization:o1")).containsExactly("c");
    assertThat(connector.members("group:gone")).isEmpty();
    assertThat(connector.members("organization:gone")).isEmpty();
  }

  private ProviderUser found(String id) {
    FetchedUser fetched = connector.fetch(id);
    assertThat(fetched).isInstanceOf(Found.class);
    return ((Found) fetched).user();
  }

  private List<ProviderUser> listed() {
    List<ProviderUser> users = new ArrayList<>();
    String cursor = null;
    do {
      Page page = (Page) connector.list(cursor);
      users.addAll(page.users());
      cursor = page.next();
    } while (cursor != null);
    return users;
  }
}
