package dev.rollcall.provider.keycloak;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The realm's groups, which form trees, and who is in them.
final class Groups {
  private static final int PAGE = 100;
  private static final int MEMBERS = 500;
  private static final String BRIEF = "?briefRepresentation=true&";
  private static final String GONE = "Could not find group";

  private final RealmApi api;

  Groups(RealmApi api) {
    this.api = api;
  }

  /// Meets a group on a walk.
  interface Visitor {
    void visit(String id, String path) throws Unanswered;
  }

  /// A user's groups; the reply is Keycloak's where the user is gone.
  Reply of(String userId) throws Unanswered {
    return api.ask("/users/" + Reply.segment(userId) + "/groups?briefRepresentation=true");
  }

  /// Walks over every group of the realm.
  void walk(Visitor visitor) throws Unanswered {
    for (JsonNode group : api.all("/groups" + BRIEF, PAGE, GONE)) {
      walk(group, visitor);
    }
  }

  private void walk(JsonNode group, Visitor visitor) throws Unanswered {
    String id = RealmApi.text(group, "id");
    visitor.visit(id, RealmApi.text(group, "path"));
    // Before Keycloak 23 the whole tree came in one answer, and nothing was counted.
    List<JsonNode> children = new ArrayList<>(group.path("subGroups").values());
    if (children.isEmpty() && group.path("subGroupCount").asInt(0) > 0) {
      children = api.all("/groups/" + Reply.segment(id) + "/children" + BRIEF, PAGE, GONE);
    }
    for (JsonNode child : children) {
      walk(child, visitor);
    }
  }

  /// The members of a group; none where it is gone.
  List<String> members(String groupId) throws Unanswered {
    String path = "/groups/" + Reply.segment(groupId) + "/members" + BRIEF;
    List<String> ids = new ArrayList<>();
    for (JsonNode member : api.all(path, MEMBERS, GONE)) {
      ids.add(RealmApi.text(member, "id"));
    }
    return ids;
  }

  /// The members of a group and of all below it, whose paths hold its name; none where it is gone.
  Set<String> membersOfTree(String groupId) throws Unanswered {
    Set<String> ids = new LinkedHashSet<>();
    switch (api.ask("/groups/" + Reply.segment(groupId))) {
      case Reply.Given(var group) -> walk(group, (id, _) -> ids.addAll(members(id)));
      case Reply.NotFound(var error, var answer) -> {
        if (!error.startsWith(GONE)) {
          throw new Unanswered(answer);
        }
      }
      case Reply.Forbidden(var answer) -> throw new Unanswered(answer);
    }
    return ids;
  }
}
