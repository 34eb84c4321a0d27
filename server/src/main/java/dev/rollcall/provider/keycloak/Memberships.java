package dev.rollcall.provider.keycloak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Who is in which groups and organizations, for all users at once: a listing does not say, and
/// asking for each listed user would take a thousand requests a page.
///
/// @param readAt when reading them began, on Keycloak's clock
/// @param groups user ids to paths of groups
/// @param organizations user ids to aliases of organizations
record Memberships(
    Instant readAt, Map<String, List<String>> groups, Map<String, List<String>> organizations) {

  static Memberships read(RealmApi api) throws Unanswered {
    Instant readAt = api.begin();
    Map<String, List<String>> inGroups = new HashMap<>();
    Groups groups = new Groups(api);
    groups.walk((id, path) -> add(inGroups, groups.members(id), path));
    Map<String, List<String>> inOrganizations = new HashMap<>();
    Organizations organizations = new Organizations(api);
    for (JsonNode organization : organizations.all()) {
      List<String> members = organizations.members(RealmApi.text(organization, "id"));
      add(inOrganizations, members, RealmApi.text(organization, "alias"));
    }
    return new Memberships(readAt, inGroups, inOrganizations);
  }

  List<String> groupsOf(String userId) {
    return groups.getOrDefault(userId, List.of());
  }

  List<String> organizationsOf(String userId) {
    return organizations.getOrDefault(userId, List.of());
  }

  private static void add(Map<String, List<String>> to, List<String> userIds, String name) {
    for (String userId : userIds) {
      to.computeIfAbsent(userId, _ -> new ArrayList<>(1)).add(name);
    }
  }
}
