package dev.rollcall.provider.keycloak;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.keycloak.Tokens.AccessToken;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Keycloak's admin API for one realm: reads only. Every failure is told apart by what it proves:
/// nothing, unless Keycloak itself says that what was asked for does not exist.
final class RealmApi {
  private final KeycloakSettings settings;
  private final HttpCaller http;
  private final Tokens tokens;
  private final RealmClock clock;

  RealmApi(KeycloakSettings settings, HttpCaller http, RealmClock clock) {
    this.settings = settings;
    this.http = http;
    this.tokens = new Tokens(settings, http, clock);
    this.clock = clock;
  }

  /// The time on Keycloak's clock, before a read. A token comes first, because it is what tells the
  /// time.
  Instant begin() throws Unanswered {
    tokens.current();
    return clock.now();
  }

  Tokens tokens() {
    return tokens;
  }

  /// What Keycloak says of the realm to anyone.
  HttpAnswer publicRealm() throws HttpFailure {
    return http.get(
        URI.create(settings.url() + "/realms/" + Reply.segment(settings.realm())),
        Map.of("accept", "application/json"));
  }

  /// @param path below the realm, such as `/users/count`; a query may follow
  JsonNode get(String path) throws Unanswered {
    return switch (ask(path)) {
      case Reply.Given(var json) -> json;
      case Reply.NotFound(_, var answer) -> throw new Unanswered(answer);
      case Reply.Forbidden(var answer) -> throw new Unanswered(answer);
    };
  }

  Reply ask(String path) throws Unanswered {
    AccessToken token = tokens.current();
    HttpAnswer answer = send(path, token);
    if (answer.status() == 401) {
      tokens.drop(token);
      answer = send(path, tokens.current());
    }
    JsonNode body = Reply.json(answer);
    return switch (answer.status()) {
      case 200 -> {
        if (body.isMissingNode()) {
          throw new Unanswered(
              "Keycloak's answer to " + name(path) + " is not JSON; is a proxy in between?");
        }
        yield new Reply.Given(body);
      }
      case 404 -> new Reply.NotFound(Reply.error(body), none(path, answer, body));
      case 403 -> new Reply.Forbidden(none(path, answer, body));
      default -> throw new Unanswered(none(path, answer, body));
    };
  }

  /// All pages of a list. A page may be short without being the last (what our roles do not show is
  /// left out of it), so only an empty one ends it.
  ///
  /// @param path without the paging, ending in `?` or `&`
  /// @param gone how Keycloak's error begins where that whose list this is was deleted; then the
  ///   list is empty
  List<JsonNode> all(String path, int pageSize, String gone) throws Unanswered {
    List<JsonNode> all = new ArrayList<>();
    for (int first = 0; ; first += pageSize) {
      List<JsonNode> page =
          switch (ask(paged(path, first, pageSize))) {
            case Reply.Given(var json) -> list(path, json);
            case Reply.NotFound(var error, _) when error.startsWith(gone) -> List.of();
            case Reply.NotFound(_, var answer) -> throw new Unanswered(answer);
            case Reply.Forbidden(var answer) -> throw new Unanswered(answer);
          };
      all.addAll(page);
      if (page.isEmpty()) {
        return all;
      }
    }
  }

  List<JsonNode> page(String path, int first, int max) throws Unanswered {
    return list(path, get(paged(path, first, max)));
  }

  private static String paged(String path, int first, int max) {
    return path + "first=" + first + "&max=" + max;
  }

  static List<JsonNode> list(String path, JsonNode json) throws Unanswered {
    if (!json.isArray()) {
      throw new Unanswered("Keycloak's answer to " + name(path) + " is not a list");
    }
    return new ArrayList<>(json.values());
  }

  static String text(JsonNode json, String key) throws Unanswered {
    String text = json.path(key).asString("");
    if (text.isEmpty()) {
      throw new Unanswered("Keycloak listed something without '" + key + "'");
    }
    return text;
  }

  private HttpAnswer send(String path, AccessToken token) throws Unanswered {
    try {
      HttpAnswer answer =
          http.get(
              URI.create(
                  settings.url() + "/admin/realms/" + Reply.segment(settings.realm()) + path),
              Map.of("accept", "application/json", "authorization", "Bearer " + token.value()));
      clock.heard(answer);
      return answer;
    } catch (HttpFailure failure) {
      throw new Unanswered("Keycloak did not answer " + name(path) + ": " + failure.getMessage());
    }
  }

  private static NoAnswer none(String path, HttpAnswer answer, JsonNode body) {
    String said = Reply.error(body);
    return new NoAnswer(
        "Keycloak answered "
            + name(path)
            + " with HTTP "
            + answer.status()
            + (said.isEmpty() ? "" : ", " + Reply.shorten(said)),
        answer.retryAfter().orElse(null),
        answer.status() == 401 || answer.status() == 403);
  }

  /// The request without its query, which may hold a name.
  private static String name(String path) {
    int query = path.indexOf('?');
    return "GET " + (query < 0 ? path : path.substring(0, query));
  }
}
