package dev.rollcall.provider.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.keycloak.FakeRealm.Answer;
import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an operator is told before the connection is made.
class KeycloakCheckTest {
  private final FakeKeycloak keycloak = new FakeKeycloak();
  private final Connector connector = keycloak.connector();

  @AfterEach
  void stop() {
    keycloak.close();
  }

  @Test
  void a_good_connection_is_good_in_every_respect() {
    assertThat(connector.check())
        .containsExactly(
            Finding.good("reachable", "The realm 'acme' answers at " + keycloak.url() + "."),
            Finding.good("users_visible", "Users, groups and organizations can be read."),
            Finding.good("events_on", "Both event logs are on."));
    assertThat(connector.reach().complete()).isTrue();
  }

  @Test
  void event_logs_that_are_off_are_a_warning_that_says_what_to_switch_on() {
    keycloak.userLog = false;
    keycloak.adminLog = false;

    assertThat(connector.check())
        .contains(
            Finding.warning(
                "events_off",
                "Keycloak does not save all events: in 'Realm settings > Events' switch on 'User"
                    + " events settings > Save events' and 'Admin events settings > Save events'."
                    + " Until then changes appear only with the next comparison."));
    assertThat(connector.reach().complete()).isFalse();
  }

  @Test
  void types_of_events_that_are_not_saved_are_named() {
    keycloak.savedTypes = "[\"REGISTER\",\"UPDATE_PROFILE\",\"UPDATE_EMAIL\",\"LOGIN\"]";

    assertThat(connector.check())
        .contains(
            Finding.warning(
                "event_types_off",
                "Keycloak does not save all types of user events: in 'Realm settings > Events >"
                    + " User events settings' add DELETE_ACCOUNT, VERIFY_EMAIL. Until then changes"
                    + " appear only with the next comparison."));
  }

  @Test
  void events_that_expire_soon_are_a_warning() {
    keycloak.instead.put(
        "", new Answer(200, "{\"attributes\":{\"adminEventsExpiration\":\"900\"}}"));

    assertThat(connector.check())
        .contains(
            Finding.warning(
                "events_expire_soon",
                "Keycloak keeps events for 15 minutes only: what happens while Rollcall is away for"
                    + " longer appears with the next comparison. Raise 'Expiration' in 'Realm"
                    + " settings > Events' to a day or more."));
  }

  @Test
  void missing_roles_are_named_with_whom_to_give_them_to() {
    keycloak.instead.put("/users", new Answer(403, "{}"));
    keycloak.instead.put("/events/config", new Answer(403, "{}"));
    String who = "give the service account of the client 'sync' the role '";

    assertThat(connector.check())
        .contains(
            Finding.problem(
                "users_forbidden",
                "The credentials may not see what is needed: "
                    + who
                    + "view-users' of the client 'realm-management'."),
            Finding.warning(
                "events_forbidden",
                "The credentials may not see what is needed: "
                    + who
                    + "view-events' of the client 'realm-management'. Until then changes appear"
                    + " only with the next comparison."));
  }

  @Test
  void organizations_that_may_not_be_seen_are_a_problem() {
    keycloak.instead.put("/organizations", new Answer(403, "{}"));

    assertThat(connector.check())
        .extracting(Finding::code)
        .containsExactly("reachable", "organizations_forbidden", "events_on");
  }

  @Test
  void refused_credentials_are_a_problem_and_tried_again_by_the_next_check() {
    Connector refused = with(Map.of("client_secret", "wrong"));
    Finding problem =
        Finding.problem(
            "credentials_refused",
            "Keycloak gave no token to the service account of the client 'sync': HTTP 401, Invalid"
                + " client or Invalid client credentials. Check the credentials.");

    assertThat(refused.check()).contains(problem).hasSize(2);
    refused.check();
    assertThat(keycloak.asked).hasSize(4);
  }

  @Test
  void an_unknown_realm_and_what_is_no_keycloak_are_told_apart() {
    assertThat(with(Map.of("realm", "nope")).check())
        .containsExactly(
            Finding.problem("realm_unknown", "Keycloak has no realm 'nope'. Check 'realm'."));
    keycloak.instead.put("/realms/acme", new Answer(200, "<html>Welcome</html>"));
    assertThat(connector.check())
        .containsExactly(
            Finding.problem(
                "not_keycloak",
                keycloak.url()
                    + " does not answer as Keycloak does (HTTP 200). Check 'url': it ends where"
                    + " '/realms/' begins, before Keycloak 17 with '/auth'."));
  }

  @Test
  void all_mistakes_in_the_settings_are_told_at_once() {
    assertThatThrownBy(() -> of(Map.of("url", "ftp://x", "poll_every", "soon", "username", "u")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The setting 'url' is not Keycloak's address: expected http:// or https://, a host, and"
                + " neither user information nor a query. The setting 'realm' is missing. The"
                + " setting 'poll_every' is 'soon'; expected seconds or an ISO duration, from"
                + " PT0.1S to PT1H. 'username' and 'password' belong together; one of them is"
                + " missing.");
    assertThatThrownBy(() -> of(Map.of("url", "https://id.example.com", "realm", "acme")))
        .hasMessage(
            "There are no credentials: set 'client_id' and 'client_secret', or 'username' and"
                + " 'password'.");
  }

  @Test
  void how_often_to_poll_is_seconds_or_a_duration() {
    assertThat(with(Map.of("poll_every", "5")).reach().pullEvery())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(with(Map.of("poll_every", "PT0.5S")).reach().pullEvery())
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void no_secret_is_ever_printed() {
    KeycloakSettings settings =
        KeycloakSettings.of(
            new ProviderSettings(
                Map.of(
                    "url", "https://id.example.com/",
                    "realm", "acme",
                    "username", "root",
                    "password", "hunter2")));

    assertThat(settings)
        .hasToString(
            "KeycloakSettings[https://id.example.com, realm acme, the user 'root' of the realm"
                + " 'master']");
  }

  private Connector with(Map<String, String> changed) {
    return keycloak.connector(settings -> {
      Map<String, String> values = new HashMap<>(settings);
      values.putAll(changed);
      return values;
    });
  }

  private static Connector of(Map<String, String> settings) {
    MovableClock clock = new MovableClock();
    return new KeycloakDialect()
        .connector(
            new ProviderSettings(settings), new HttpCaller(new EgressGuard(true), clock), clock);
  }
}
