package dev.rollcall.config;

import dev.rollcall.secret.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What `rollcall.yaml` says of a project's built-in provider.
///
/// @param projectId the id that applications name: a UUID, or `internal`; null for one made by
///   chance
/// @param keys whole keys by kind: `publishable_client_key`, `secret_server_key`,
///   `super_secret_admin_key`
/// @param switches settings that are on or off, by name
/// @param domains trusted domains; null where the file leaves them alone
public record DeclaredBuiltIn(
    @Nullable String projectId,
    @Nullable String displayName,
    Map<String, Secret> keys,
    Map<String, Boolean> switches,
    @Nullable List<String> domains) {
  private static final Set<String> KEYS =
      Set.of("publishable_client_key", "secret_server_key", "super_secret_admin_key");
  private static final Set<String> SWITCHES =
      Set.of(
          "sign_up_enabled",
          "credential_enabled",
          "magic_link_enabled",
          "client_user_deletion_enabled",
          "allow_localhost",
          "strict_domains",
          "rotate_refresh_tokens");

  public DeclaredBuiltIn {
    keys = Map.copyOf(keys);
    switches = Map.copyOf(switches);
    domains = domains == null ? null : List.copyOf(domains);
  }

  /// Nothing but an id.
  public static DeclaredBuiltIn withId(String projectId) {
    return new DeclaredBuiltIn(projectId, null, Map.of(), Map.of(), null);
  }

  /// @param text reads a value, which may name a variable or a file
  static DeclaredBuiltIn read(
      JsonNode node, Function<JsonNode, String> text, Consumer<String> problems) {
    @Nullable String projectId = null;
    @Nullable String displayName = null;
    Map<String, Secret> keys = new HashMap<>();
    Map<String, Boolean> switches = new HashMap<>();
    @Nullable List<String> domains = null;
    if (!node.isObject() && !node.isNull()) {
      problems.accept("'built_in' is a list of names and values; it may be empty");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (name.equals("project_id")) {
        projectId = text.apply(value);
      } else if (name.equals("display_name")) {
        displayName = text.apply(value);
      } else if (name.equals("domains")) {
        if (!value.isArray()) {
          problems.accept("'domains' of a built-in provider is a list");
        }
        List<String> listed = new ArrayList<>();
        value.forEach(domain -> listed.add(text.apply(domain)));
        domains = listed;
      } else if (KEYS.contains(name)) {
        keys.put(name, new Secret(text.apply(value)));
      } else if (SWITCHES.contains(name) && value.isBoolean()) {
        switches.put(name, value.booleanValue());
      } else {
        problems.accept(
            SWITCHES.contains(name)
                ? "'" + name + "' of a built-in provider is true or false"
                : "'" + name + "' is no setting of a built-in provider");
      }
    }
    return new DeclaredBuiltIn(projectId, displayName, keys, switches, domains);
  }
}
