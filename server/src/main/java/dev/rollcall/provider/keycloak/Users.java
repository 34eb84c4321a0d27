package dev.rollcall.provider.keycloak;

import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.UnreadablePayloadException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// Single users. A service account is a user to Keycloak's lookup by id, but not to its listing; to
/// us it is none, so it is [Missing] here as it is there.
final class Users {
  private static final String SERVICE_ACCOUNT = "service-account-";

  private final RealmApi api;

  Users(RealmApi api) {
    this.api = api;
  }

  FetchedUser fetch(String id) throws Unanswered {
    Instant readAt = api.begin();
    return switch (api.ask("/users/" + Reply.segment(id))) {
      case Reply.Given(var user) when isServiceAccount(user) -> new Missing(readAt);
      case Reply.Given(var user) -> fetch(user, readAt);
      case Reply.NotFound(var error, var answer) -> missing(error, answer, readAt);
      case Reply.Forbidden(var answer) -> answer;
    };
  }

  private FetchedUser fetch(JsonNode user, Instant readAt) throws Unanswered {
    String id = RealmApi.text(user, "id");
    return switch (new Groups(api).of(id)) {
      case Reply.Given(var groups) -> found(user, texts(groups, "path"), readAt);
      case Reply.NotFound(var error, var answer) -> missing(error, answer, readAt);
      case Reply.Forbidden(var answer) -> answer;
    };
  }

  private FetchedUser found(JsonNode user, List<String> groups, Instant readAt) throws Unanswered {
    List<String> organizations = new ArrayList<>();
    for (JsonNode organization : new Organizations(api).of(RealmApi.text(user, "id"))) {
      organizations.add(RealmApi.text(organization, "alias"));
    }
    try {
      return new Found(Representation.user(user, groups, organizations), readAt);
    } catch (UnreadablePayloadException unreadable) {
      return new NoAnswer("Keycloak's user could not be read: " + unreadable.getMessage());
    }
  }

  /// Only these words are about the user. The realm, a proxy and a wrong path have other 404s.
  private static FetchedUser missing(String error, NoAnswer answer, Instant readAt) {
    return error.equals("User not found") ? new Missing(readAt) : answer;
  }

  /// Nothing in a representation tells a service account from a user who is called like one, and
  /// looking it up by its username finds it too. A search, like a listing, leaves it out.
  private boolean isServiceAccount(JsonNode user) throws Unanswered {
    String username = user.path("username").asString("");
    if (user.has("serviceAccountClientId")) {
      return true;
    }
    if (!username.startsWith(SERVICE_ACCOUNT)) {
      return false;
    }
    String id = RealmApi.text(user, "id");
    String search = Reply.segment("\"" + username + "\"");
    for (JsonNode listed :
        api.page("/users?briefRepresentation=true&search=" + search + "&", 0, 100)) {
      if (listed.path("id").asString("").equals(id)) {
        return false;
      }
    }
    return true;
  }

  OptionalLong count() throws Unanswered {
    JsonNode count = api.get("/users/count");
    return count.canConvertToLong() ? OptionalLong.of(count.longValue()) : OptionalLong.empty();
  }

  private static List<String> texts(JsonNode list, String key) throws Unanswered {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list.values()) {
      texts.add(RealmApi.text(element, key));
    }
    return texts;
  }
}
