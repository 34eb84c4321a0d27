package dev.rollcall.api.stack;

import dev.rollcall.project.AuthSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What sign-in pages ask before they are drawn: the project's name, and the ways to sign in.
public final class CurrentProjectRoutes implements RouteGroup {
  private final ProviderRooms.Finder projects;

  public CurrentProjectRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/projects/current", Access.CLIENT, this::show);
  }

  private StackAnswer show(StackRequest request) {
    dev.rollcall.project.AuthProject project = projects.of(request.project().id()).settings();
    Map<String, Object> config = config(project.settings());
    if (request.profile() != CompatProfile.JUNE_2025) {
      config.put("domains", List.of());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", project.authId());
    answer.put("display_name", project.displayName());
    answer.put("config", config);
    return StackAnswer.ok(answer);
  }

  private static Map<String, Object> config(AuthSettings settings) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("sign_up_enabled", settings.signUpEnabled());
    config.put("credential_enabled", settings.credentialEnabled());
    config.put("magic_link_enabled", settings.magicLinkEnabled());
    config.put("passkey_enabled", false);
    config.put("client_team_creation_enabled", settings.clientTeamCreationEnabled());
    config.put("client_user_deletion_enabled", settings.clientUserDeletionEnabled());
    config.put("allow_user_api_keys", false);
    config.put("allow_team_api_keys", false);
    config.put("enabled_oauth_providers", List.of());
    return config;
  }
}
