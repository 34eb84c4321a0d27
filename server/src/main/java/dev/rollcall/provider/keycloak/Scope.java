package dev.rollcall.provider.keycloak;

import java.util.List;

/// Names several users at once: the members of a group or of an organization.
final class Scope {
  private static final String GROUP = "group:";
  private static final String ORGANIZATION = "organization:";

  private Scope() {}

  static String group(String id) {
    return GROUP + id;
  }

  static String organization(String id) {
    return ORGANIZATION + id;
  }

  /// The users of a scope; none where the group or organization is gone.
  static List<String> members(String scope, RealmApi api) throws Unanswered {
    if (scope.startsWith(GROUP)) {
      return List.copyOf(new Groups(api).membersOfTree(scope.substring(GROUP.length())));
    }
    if (scope.startsWith(ORGANIZATION)) {
      return new Organizations(api).members(scope.substring(ORGANIZATION.length()));
    }
    throw new IllegalArgumentException("Not a scope of Keycloak's: '" + scope + "'");
  }
}
