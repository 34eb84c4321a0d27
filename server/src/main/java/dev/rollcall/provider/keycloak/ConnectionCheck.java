package dev.rollcall.provider.keycloak;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.provider.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Tries a connection: the address, the credentials, what they may see, and whether the realm
/// writes its event logs.
final class ConnectionCheck {
  /// Events that are kept for less than this may be gone before a Rollcall that was away returns.
  private static final Duration LONG_ENOUGH = Duration.ofDays(1);

  private static final String UNTIL_THEN =
      " Until then changes appear only with the next comparison";

  private final KeycloakSettings settings;
  private final RealmApi api;
  private final EventLogs logs;

  ConnectionCheck(KeycloakSettings settings, RealmApi api, EventLogs logs) {
    this.settings = settings;
    this.api = api;
    this.logs = logs;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (address(findings) && credentials(findings)) {
      users(findings);
      events(findings);
    }
    return findings;
  }

  private boolean address(List<Finding> findings) {
    HttpAnswer answer;
    try {
      answer = api.publicRealm();
    } catch (HttpFailure failure) {
      findings.add(
          Finding.problem(
              "unreachable",
              "Keycloak could not be reached: " + failure.getMessage() + ". Check 'url'."));
      return false;
    }
    JsonNode body = Reply.json(answer);
    if (answer.status() == 200 && body.has("token-service")) {
      findings.add(
          Finding.good(
              "reachable",
              "The realm '" + settings.realm() + "' answers at " + settings.url() + "."));
      return true;
    }
    findings.add(
        answer.status() == 404 && Reply.error(body).startsWith("Realm")
            ? Finding.problem(
                "realm_unknown", "Keycloak has no realm '" + settings.realm() + "'. Check 'realm'.")
            : Finding.problem(
                "not_keycloak",
                settings.url()
                    + " does not answer as Keycloak does (HTTP "
                    + answer.status()
                    + "). Check 'url': it ends where '/realms/' begins, before Keycloak 17 with"
                    + " '/auth'."));
    return false;
  }

  private boolean credentials(List<Finding> findings) {
    try {
      api.tokens().reset();
      api.begin();
      return true;
    } catch (Unanswered unanswered) {
      findings.add(unanswered(unanswered));
      return false;
    }
  }

  private static Finding unanswered(Unanswered unanswered) {
    return unanswered.answer().credentialsRefused()
        ? Finding.problem(
            "credentials_refused", unanswered.answer().reason() + ". Check the credentials.")
        : Finding.problem("no_answer", unanswered.answer().reason() + ". Try again.");
  }

  private void users(List<Finding> findings) {
    try {
      if (!forbidden("/users?first=0&max=1", "users_forbidden", "view-users", findings)
          && !forbidden("/groups?first=0&max=1", "groups_forbidden", "view-users", findings)
          && !(new Organizations(api).enabled()
              && forbidden(
                  "/organizations?first=0&max=1",
                  "organizations_forbidden",
                  "view-organizations",
                  findings))) {
        findings.add(Finding.good("users_visible", "Users, groups and organizations can be read."));
      }
    } catch (Unanswered unanswered) {
      findings.add(unanswered(unanswered));
    }
  }

  private boolean forbidden(String path, String code, String role, List<Finding> findings)
      throws Unanswered {
    return switch (api.ask(path)) {
      case Reply.Given _ -> false;
      case Reply.Forbidden _ -> {
        findings.add(Finding.problem(code, missing(role)));
        yield true;
      }
      case Reply.NotFound(_, var answer) -> throw new Unanswered(answer);
    };
  }

  private String missing(String role) {
    return "The credentials may not see what is needed: give "
        + settings.account()
        + " the role '"
        + role
        + "' of "
        + settings.rolesOf()
        + ".";
  }

  private void events(List<Finding> findings) {
    try {
      switch (api.ask("/events/config")) {
        case Reply.Given _ -> logs(findings, logs.lookUp());
        case Reply.Forbidden _ ->
            findings.add(
                Finding.warning("events_forbidden", missing("view-events") + UNTIL_THEN + "."));
        case Reply.NotFound(_, var answer) -> throw new Unanswered(answer);
      }
    } catch (Unanswered unanswered) {
      findings.add(unanswered(unanswered));
    }
  }

  private void logs(List<Finding> findings, EventLogs.State state) throws Unanswered {
    List<String> off = new ArrayList<>();
    if (!state.user()) {
      off.add("'User events settings > Save events'");
    }
    if (!state.admin()) {
      off.add("'Admin events settings > Save events'");
    }
    if (!off.isEmpty()) {
      findings.add(
          Finding.warning(
              "events_off",
              "Keycloak does not save all events: in 'Realm settings > Events' switch on "
                  + String.join(" and ", off)
                  + "."
                  + UNTIL_THEN
                  + "."));
      return;
    }
    TreeSet<String> unsaved = new TreeSet<>(EventTypes.NEEDED);
    unsaved.removeAll(state.types());
    findings.add(
        unsaved.isEmpty()
            ? Finding.good("events_on", "Both event logs are on.")
            : Finding.warning(
                "event_types_off",
                "Keycloak does not save all types of user events: in 'Realm settings > Events >"
                    + " User events settings' add "
                    + String.join(", ", unsaved)
                    + "."
                    + UNTIL_THEN
                    + "."));
    expiration(findings, state);
  }

  /// The expiration of admin events is an attribute of the realm, which only `view-realm` shows.
  private void expiration(List<Finding> findings, EventLogs.State state) throws Unanswered {
    long admin = api.get("").path("attributes").path("adminEventsExpiration").asLong(0);
    Duration shortest = admin > 0 ? Duration.ofSeconds(admin) : LONG_ENOUGH;
    Duration user = state.expiration();
    if (user != null && user.compareTo(shortest) < 0) {
      shortest = user;
    }
    if (shortest.compareTo(LONG_ENOUGH) < 0) {
      findings.add(
          Finding.warning(
              "events_expire_soon",
              "Keycloak keeps events for "
                  + shortest.toMinutes()
                  + " minutes only: what happens while Rollcall is away for longer appears with"
                  + " the next comparison. Raise 'Expiration' in 'Realm settings > Events' to a"
                  + " day or more."));
    }
  }
}
