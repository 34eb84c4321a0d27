package dev.rollcall.api.neon;

import dev.rollcall.feed.Change;
import dev.rollcall.inbox.EntryView;
import dev.rollcall.json.Json;
import dev.rollcall.project.ConnectedProvider;
import dev.rollcall.project.Project;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.sync.SyncedUser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the API shows of our things: names in snake case, times in ISO 8601, no secrets.
final class Views {
  private Views() {}

  static Map<String, @Nullable Object> project(Project project) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", project.id().value());
    view.put("database_host", project.login().host() + ":" + project.login().port());
    view.put("database_name", project.login().database());
    view.put("schema_name", project.table().schema());
    view.put("table_name", "users_sync");
    view.put("id_type", project.table().idType().sql());
    view.put("remove_deleted_after", project.removeDeleted().toString());
    view.put("fields", project.fields().view());
    view.put("auth_provider", project.connected().map(p -> p.id().value()).orElse(null));
    view.put(
        "connected_at",
        project
            .connected()
            .map(ConnectedProvider::connectedAt)
            .map(Instant::toString)
            .orElse(null));
    view.put("created_at", project.createdAt().toString());
    return view;
  }

  static Map<String, @Nullable Object> user(SyncedUser user) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", user.id());
    view.put("name", user.name());
    view.put("email", user.email());
    view.put("created_at", text(user.createdAt()));
    view.put("updated_at", text(user.updatedAt()));
    view.put("deleted_at", text(user.deletedAt()));
    view.put("raw_json", Json.MAPPER.readTree(user.rawJson()));
    return view;
  }

  static Map<String, @Nullable Object> event(EntryView entry) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("number", entry.number());
    view.put("provider", entry.provider());
    view.put("event_id", entry.eventId());
    view.put("outcome", entry.outcome());
    view.put("user_id", entry.userId());
    view.put("reason", entry.reason());
    view.put("attempts", entry.attempts());
    view.put("received_at", entry.receivedAt().toString());
    view.put("due_at", entry.settledAt() == null ? entry.dueAt().toString() : null);
    view.put("settled_at", text(entry.settledAt()));
    view.put("payload_dropped", entry.dropped());
    byte @Nullable [] payload = entry.payload();
    if (payload != null) {
      view.put("payload", new String(payload, StandardCharsets.UTF_8));
    }
    return view;
  }

  static Map<String, @Nullable Object> change(Change change) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("cursor", change.cursor());
    view.put("type", change.type());
    view.put("user_id", change.userId());
    view.put("at", change.at().toString());
    return view;
  }

  static Map<String, @Nullable Object> comparison(Comparison comparison) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("number", comparison.number());
    view.put("auth_provider", comparison.provider().value());
    view.put("state", comparison.state().wireName());
    view.put("dry_run", comparison.request().dryRun());
    view.put("release", comparison.request().release());
    view.put("first_copy", comparison.firstCopy());
    view.put("total", comparison.total());
    view.put("listed", comparison.listed());
    view.put("inserted", comparison.inserted());
    view.put("updated", comparison.updated());
    view.put("deleted", comparison.deleted());
    view.put("held_back", comparison.heldBack());
    view.put("unreadable", comparison.unreadable());
    view.put("http_millis", comparison.httpMillis());
    view.put("merge_millis", comparison.mergeMillis());
    view.put("reason", comparison.reason());
    view.put("started_at", comparison.startedAt().toString());
    view.put("finished_at", text(comparison.finishedAt()));
    return view;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
