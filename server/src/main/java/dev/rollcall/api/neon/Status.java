package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.inbox.InboxView.Backlog;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.provider.Reach;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `rollcall status` shows.
final class Status {
  private Status() {}

  static JsonAnswer of(Operations operations, AuthOperations auth) {
    List<Map<String, @Nullable Object>> projects =
        operations.projects().stream().map(rooms -> project(rooms, auth)).toList();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("healthy", operations.troubles().isEmpty());
    view.put("troubles", operations.troubles());
    view.put("projects", projects);
    return JsonAnswer.ok(view);
  }

  private static Map<String, @Nullable Object> project(ProjectRooms rooms, AuthOperations auth) {
    Map<String, @Nullable Object> view = Views.project(rooms.project());
    ProjectStatus status = rooms.status().get();
    view.put("troubles", status.troubles());
    view.put("counted", status.counted());
    view.put("notes", auth.notes(rooms.project().id()));
    Reach reach = status.reach();
    if (reach != null) {
      view.put("webhooks", reach.webhooks());
      view.put("pull_every", reach.pullEvery() == null ? null : String.valueOf(reach.pullEvery()));
      view.put("hears_everything", reach.complete());
    }
    try {
      Backlog backlog = rooms.inbox().backlog();
      view.put("users", rooms.users().live());
      view.put("waiting", backlog.waiting());
      view.put("quarantined", backlog.quarantined());
      view.put("last_event_at", backlog.newest() == null ? null : String.valueOf(backlog.newest()));
      view.put("last_sync", rooms.reconciler().newest().map(Views::comparison).orElse(null));
    } catch (DatabaseException away) {
      view.put("database", away.reason());
    }
    return view;
  }
}
