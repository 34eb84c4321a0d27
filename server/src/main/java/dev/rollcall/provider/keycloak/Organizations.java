package dev.rollcall.provider.keycloak;

import dev.rollcall.provider.NoAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The realm's organizations and who is in them. A realm that has them switched off, or a Keycloak
/// that does not know them, has none. Being forbidden to look is another matter: then nothing is
/// known, and it must not look as if nobody were in any.
final class Organizations {
  private static final int PAGE = 100;
  private static final int MEMBERS = 500;
  private static final String GONE = "Organization not found";

  private final RealmApi api;

  Organizations(RealmApi api) {
    this.api = api;
  }

  /// The organizations of a user who exists.
  List<JsonNode> of(String userId) throws Unanswered {
    return ask("/organizations/members/" + Reply.segment(userId) + "/organizations?");
  }

  /// All organizations.
  List<JsonNode> all() throws Unanswered {
    List<JsonNode> all = new ArrayList<>();
    for (int first = 0; ; first += PAGE) {
      List<JsonNode> page = ask("/organizations?first=" + first + "&max=" + PAGE);
      all.addAll(page);
      if (page.isEmpty()) {
        return all;
      }
    }
  }

  /// The members of an organization; none where it is gone.
  List<String> members(String organizationId) throws Unanswered {
    String path = "/organizations/" + Reply.segment(organizationId) + "/members?";
    List<String> ids = new ArrayList<>();
    for (JsonNode member : api.all(path, MEMBERS, GONE)) {
      ids.add(RealmApi.text(member, "id"));
    }
    return ids;
  }

  private List<JsonNode> ask(String path) throws Unanswered {
    return switch (api.ask(path)) {
      case Reply.Given(var json) -> RealmApi.list(path, json);
      case Reply.NotFound(_, var answer) -> noneIfOff(answer);
      case Reply.Forbidden(var answer) -> noneIfOff(answer);
    };
  }

  /// A realm without organizations answers 404, or 403 to those who might not see any.
  private List<JsonNode> noneIfOff(NoAnswer answer) throws Unanswered {
    if (enabled()) {
      throw new Unanswered(answer);
    }
    return List.of();
  }

  /// Whether the realm has organizations.
  boolean enabled() throws Unanswered {
    @Nullable JsonNode flag = api.get("").get("organizationsEnabled");
    return flag != null && flag.asBoolean(false);
  }
}
