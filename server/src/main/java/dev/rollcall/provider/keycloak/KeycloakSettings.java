package dev.rollcall.provider.keycloak;

import dev.rollcall.provider.ProviderSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings of one connection, understood.
///
/// @param url Keycloak's address without a slash at the end
/// @param tokenRealm the realm that issues our tokens
/// @param grant the form with which a token is asked for, secrets among it
/// @param account whose credentials these are, in words for an operator
record KeycloakSettings(
    String url,
    String realm,
    String tokenRealm,
    Map<String, String> grant,
    String account,
    Duration pollEvery) {
  private static final Duration FASTEST = Duration.ofMillis(100);
  private static final Duration SLOWEST = Duration.ofHours(1);

  KeycloakSettings {
    grant = Map.copyOf(grant);
  }

  /// @throws IllegalArgumentException if they cannot be used; the message holds every mistake
  static KeycloakSettings of(ProviderSettings settings) {
    List<String> mistakes = new ArrayList<>();
    String url = url(settings, mistakes);
    String realm = settings.find("realm").orElse("");
    if (realm.isEmpty()) {
      mistakes.add("The setting 'realm' is missing");
    }
    Duration pollEvery = pollEvery(settings.find("poll_every"), mistakes);
    boolean client = settings.find("client_id").isPresent();
    boolean person = settings.find("username").isPresent();
    if (client == person) {
      mistakes.add(
          client
              ? "Both 'client_id' and 'username' are set; give the credentials of one of them"
              : "There are no credentials: set 'client_id' and 'client_secret', or 'username' and"
                  + " 'password'");
    }
    if (client != settings.find("client_secret").isPresent()) {
      mistakes.add("'client_id' and 'client_secret' belong together; one of them is missing");
    }
    if (person != settings.find("password").isPresent()) {
      mistakes.add("'username' and 'password' belong together; one of them is missing");
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join(". ", mistakes) + ".");
    }
    return client
        ? byClient(url, realm, settings, pollEvery)
        : byPassword(url, realm, settings, pollEvery);
  }

  private static KeycloakSettings byClient(
      String url, String realm, ProviderSettings settings, Duration pollEvery) {
    String id = settings.required("client_id");
    Map<String, String> grant =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            id,
            "client_secret",
            settings.required("client_secret"));
    return new KeycloakSettings(
        url, realm, realm, grant, "the service account of the client '" + id + "'", pollEvery);
  }

  private static KeycloakSettings byPassword(
      String url, String realm, ProviderSettings settings, Duration pollEvery) {
    String name = settings.required("username");
    String adminRealm = settings.find("admin_realm").orElse("master");
    Map<String, String> grant =
        Map.of(
            "grant_type",
            "password",
            "client_id",
            "admin-cli",
            "username",
            name,
            "password",
            settings.required("password"));
    return new KeycloakSettings(
        url,
        realm,
        adminRealm,
        grant,
        "the user '" + name + "' of the realm '" + adminRealm + "'",
        pollEvery);
  }

  /// The client that holds the roles by which this realm may be looked into.
  String rolesOf() {
    return tokenRealm.equals("master") && !realm.equals("master")
        ? "the client '" + realm + "-realm' of the realm 'master'"
        : "the client 'realm-management'";
  }

  private static String url(ProviderSettings settings, List<String> mistakes) {
    Optional<String> given = settings.find("url");
    if (given.isEmpty()) {
      mistakes.add("The setting 'url' is missing");
      return "";
    }
    String text = given.get().strip().replaceAll("/+$", "");
    try {
      URI url = new URI(text);
      String scheme = url.getScheme();
      if (url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null
          && ("https".equals(scheme) || "http".equals(scheme))) {
        return text;
      }
    } catch (URISyntaxException notAUrl) {
      // Reported below, with what else is wrong with a URL.
    }
    mistakes.add(
        "The setting 'url' is not Keycloak's address: expected http:// or https://, a host, and"
            + " neither user information nor a query");
    return "";
  }

  private static Duration pollEvery(Optional<String> given, List<String> mistakes) {
    if (given.isEmpty()) {
      return Duration.ofSeconds(1);
    }
    String text = given.get();
    try {
      Duration every =
          text.matches("\\d{1,6}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.parse(text);
      if (every.compareTo(FASTEST) >= 0 && every.compareTo(SLOWEST) <= 0) {
        return every;
      }
    } catch (DateTimeParseException notADuration) {
      // Reported below, with what is out of its limits.
    }
    mistakes.add(
        "The setting 'poll_every' is '"
            + text
            + "'; expected seconds or an ISO duration, from PT0.1S to PT1H");
    return Duration.ofSeconds(1);
  }

  @Override
  public String toString() {
    return "KeycloakSettings[" + url + ", realm " + realm + ", " + account + "]";
  }
}
