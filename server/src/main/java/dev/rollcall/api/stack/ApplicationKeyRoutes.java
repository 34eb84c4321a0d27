package dev.rollcall.api.stack;

import dev.rollcall.project.ApplicationKey.Kind;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.KeySet;
import dev.rollcall.project.ProjectId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The keys of a project's applications, for its administration. Whole keys are shown when they are
/// made, and never again.
public final class ApplicationKeyRoutes implements RouteGroup {
  // The last millisecond of the year 9999, which Postgres and the SDKs' dates both know.
  private static final long LATEST = 253_402_300_799_999L;

  private static final Shape CREATE =
      Shape.empty()
          .with("description", Rule.text().defined())
          .with("expires_at_millis", Rule.number().integer().atLeast(0).atMost(LATEST).defined())
          .with("has_publishable_client_key", Rule.bool().defined())
          .with("has_secret_server_key", Rule.bool().defined())
          .with("has_super_secret_admin_key", Rule.bool().defined());

  private static final Shape UPDATE =
      Shape.empty().with("description", Rule.text()).with("revoked", Rule.bool());

  private final ProviderRooms.Finder projects;
  private final KeyIssuer keys;

  public ApplicationKeyRoutes(ProviderRooms.Finder projects, KeyIssuer keys) {
    this.projects = projects;
    this.keys = keys;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/internal/api-keys", Access.ADMIN, this::list);
    routes.post("/internal/api-keys", Access.ADMIN, this::create);
    routes.get("/internal/api-keys/{id}", Access.ADMIN, this::show);
    routes.patch("/internal/api-keys/{id}", Access.ADMIN, this::change);
  }

  private StackAnswer list(StackRequest request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "items", keys.all(project(request)).stream().map(ApplicationKeyRoutes::view).toList());
    answer.put("is_paginated", false);
    return StackAnswer.ok(answer);
  }

  private StackAnswer create(StackRequest request) {
    Fields body = request.body(CREATE);
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : Kind.values()) {
      if (body.findBool("has_" + kind.wireName()).orElse(false)) {
        kinds.add(kind);
      }
    }
    if (kinds.isEmpty()) {
      throw request.mistakes(List.of("body must ask for at least one key"));
    }
    KeyIssuer.Issued issued =
        keys.issue(
            project(request),
            body.text("description"),
            kinds,
            Instant.ofEpochMilli(body.findNumber("expires_at_millis").orElse(0L)));
    Map<String, @Nullable Object> view = head(issued.keys());
    issued.whole().forEach((kind, key) -> view.put(kind.wireName(), key.value()));
    return StackAnswer.ok(view);
  }

  private StackAnswer show(StackRequest request) {
    return find(request)
        .<StackAnswer>map(found -> StackAnswer.ok(view(found)))
        .orElseGet(() -> KnownError.API_KEY_NOT_FOUND);
  }

  private StackAnswer change(StackRequest request) {
    Fields body = request.body(UPDATE);
    if (!body.findBool("revoked").orElse(true)) {
      throw request.mistakes(List.of("body.revoked must be one of the following values: true"));
    }
    Optional<KeySet> found = find(request);
    if (found.isEmpty()) {
      return KnownError.API_KEY_NOT_FOUND;
    }
    ProjectId project = project(request);
    body.findText("description").ifPresent(text -> keys.describe(project, found.get().id(), text));
    if (body.has("revoked")) {
      keys.revoke(project, found.get().id());
    }
    return show(request);
  }

  private Optional<KeySet> find(StackRequest request) {
    try {
      return keys.find(project(request), UUID.fromString(request.parameter("id")));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private ProjectId project(StackRequest request) {
    return projects.of(request.project().id()).settings().project();
  }

  private static Map<String, @Nullable Object> view(KeySet keys) {
    Map<String, @Nullable Object> view = head(keys);
    keys.ends().forEach((kind, end) -> view.put(kind.wireName(), Map.of("last_four", end)));
    return view;
  }

  private static Map<String, @Nullable Object> head(KeySet keys) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", keys.id().toString());
    view.put("description", keys.description());
    view.put("created_at_millis", keys.createdAt().toEpochMilli());
    view.put("expires_at_millis", keys.expiresAt().toEpochMilli());
    Instant revokedAt = keys.revokedAt();
    if (revokedAt != null) {
      view.put("manually_revoked_at_millis", revokedAt.toEpochMilli());
    }
    return view;
  }
}
