package dev.rollcall.api.stack;

import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.EmailServer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A project as its administration sees it. The password of its mail server is never shown.
final class ProjectView {
  private ProjectView() {}

  static Map<String, @Nullable Object> of(dev.rollcall.project.AuthProject project, long users) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", project.authId());
    view.put("display_name", project.displayName());
    view.put("description", project.description());
    view.put("created_at_millis", project.createdAt().toEpochMilli());
    view.put("user_count", users);
    view.put("is_production_mode", project.productionMode());
    view.put("config", config(project));
    return view;
  }

  private static Map<String, Object> config(dev.rollcall.project.AuthProject project) {
    AuthSettings settings = project.settings();
    Map<String, Boolean> switches = settings.switches();
    Map<String, Object> config = new LinkedHashMap<>();
    for (String name : ProjectShapes.SWITCHES) {
      config.put(name, Boolean.TRUE.equals(switches.get(name)));
    }
    ProjectShapes.MISSING.keySet().stream().sorted().forEach(name -> config.put(name, false));
    config.put("oauth_providers", List.of());
    config.put("enabled_oauth_providers", List.of());
    config.put("domains", domains(settings));
    config.put("email_config", email(project.emailServer()));
    ProjectShapes.PERMISSIONS.forEach(
        (name, ids) -> config.put(name, ids.stream().map(id -> Map.of("id", id)).toList()));
    config.put("oauth_account_merge_strategy", ProjectShapes.MERGE_STRATEGY);
    return config;
  }

  private static List<Map<String, String>> domains(AuthSettings settings) {
    return settings.domains().stream()
        .sorted(Comparator.comparing(AuthSettings.Domain::domain))
        .map(ProjectView::domain)
        .toList();
  }

  private static Map<String, String> domain(AuthSettings.Domain domain) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("domain", domain.domain());
    view.put("handler_path", domain.handlerPath());
    return view;
  }

  private static Map<String, Object> email(@Nullable EmailServer server) {
    Map<String, Object> view = new LinkedHashMap<>();
    if (server == null) {
      view.put("type", "shared");
      return view;
    }
    view.put("type", "standard");
    view.put("host", server.host());
    view.put("port", server.port());
    view.put("username", server.username());
    view.put("sender_name", server.senderName());
    view.put("sender_email", server.senderEmail());
    return view;
  }
}
