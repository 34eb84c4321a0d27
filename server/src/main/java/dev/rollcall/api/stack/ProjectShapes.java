package dev.rollcall.api.stack;

import java.util.List;
import java.util.Map;

/// What the administration of a project may say of it.
final class ProjectShapes {
  private static final int LONGEST_NAME = 200;
  private static final int LARGEST_PORT = 65_535;

  /// Settings that are kept, by the protocol's names.
  static final List<String> SWITCHES =
      List.of(
          "allow_localhost",
          "sign_up_enabled",
          "credential_enabled",
          "magic_link_enabled",
          "client_team_creation_enabled",
          "client_user_deletion_enabled",
          "create_team_on_sign_up");

  /// Settings that cannot be turned on here, and what they stand for.
  static final Map<String, String> MISSING =
      Map.of(
          "passkey_enabled", "Passkeys",
          "allow_user_api_keys", "API keys of users",
          "allow_team_api_keys", "API keys of teams");

  /// The only permissions that there are, by the list that names them.
  static final Map<String, List<String>> PERMISSIONS =
      Map.of(
          "team_creator_default_permissions", List.of("team_admin"),
          "team_member_default_permissions", List.of("team_member"),
          "user_default_permissions", List.of());

  static final String MERGE_STRATEGY = "link_method";

  private static final Rule NAME =
      Rule.text()
          .notEmpty()
          .max(LONGEST_NAME)
          .text(
              text -> text.chars().noneMatch(Character::isISOControl),
              "must not contain control characters");

  private static final Shape DOMAIN =
      Shape.empty()
          .with("domain", Rule.text().defined())
          .with("handler_path", Rule.text().defined());

  private static final Shape EMAIL =
      Shape.empty()
          .with("type", Rule.text().oneOf("shared", "standard").defined())
          .with("host", Rule.text().notEmpty())
          .with("port", Rule.number().integer().atLeast(1).atMost(LARGEST_PORT))
          .with("username", Rule.text())
          .with("password", Rule.text())
          .with("sender_name", Rule.text())
          .with("sender_email", Rule.text().email().notEmpty());

  static final Shape UPDATE = project(NAME);
  static final Shape CREATE = project(NAME.defined());

  private ProjectShapes() {}

  private static Shape project(Rule name) {
    return Shape.empty()
        .with("display_name", name)
        .with("description", Rule.text().nullable())
        .with("is_production_mode", Rule.bool())
        .with("config", Rule.object(config()));
  }

  private static Shape config() {
    Shape shape = Shape.empty();
    for (String name : SWITCHES) {
      shape = shape.with(name, Rule.bool());
    }
    for (String name : MISSING.keySet().stream().sorted().toList()) {
      shape = shape.with(name, Rule.bool());
    }
    Rule permission = Rule.object(Shape.empty().with("id", Rule.text().defined())).defined();
    for (String name : PERMISSIONS.keySet().stream().sorted().toList()) {
      shape = shape.with(name, Rule.list(permission));
    }
    return shape
        .with("oauth_providers", Rule.list(Rule.json()))
        .with("oauth_account_merge_strategy", Rule.text())
        .with("domains", Rule.list(Rule.object(DOMAIN).defined()))
        .with("email_config", Rule.object(EMAIL));
  }
}
