package dev.rollcall.api.stack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What has nothing to do with users: the greeting, checks of versions and health, and the lists of
/// what does not exist here, which the SDKs ask for all the same.
public final class MiscRoutes implements RouteGroup {
  private static final String WELCOME =
      "Rollcall's auth API, at /api/v1. It speaks the protocol of the @stackframe SDKs.";

  private static final Shape VERSION = Shape.empty().with("clientVersion", Rule.text().defined());

  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/", Access.NONE, _ -> new PlainText(200, WELCOME));
    routes.get("/health", Access.NONE, _ -> StackAnswer.ok(Map.of("status", "ok")));
    routes.post("/check-version", Access.NONE, MiscRoutes::checkVersion);
    routes.post(
        "/check-feature-support",
        Access.NONE,
        _ -> new PlainText(200, "This feature is not supported here."));
    // There is no /internal/backend-urls: what it answered would replace the URL that an SDK was
    // given, also where a server and its browsers reach us under different ones. They ignore a 404.
    // The newest SDKs report what their pages do. It is nobody's business, so it is dropped.
    routes.post("/analytics/events/batch", Access.NONE, _ -> StackAnswer.ok(Map.of()));
    empty(routes, "/teams", Access.CLIENT);
    empty(routes, "/team-member-profiles", Access.CLIENT);
    empty(routes, "/team-permissions", Access.CLIENT);
    empty(routes, "/team-invitations", Access.CLIENT);
    empty(routes, "/project-permissions", Access.CLIENT);
    empty(routes, "/user-api-keys", Access.CLIENT);
    empty(routes, "/team-api-keys", Access.CLIENT);
    empty(routes, "/oauth-providers", Access.CLIENT);
    empty(routes, "/connected-accounts/me", Access.CLIENT);
    empty(routes, "/emails/notification-preference/me", Access.CLIENT);
    empty(routes, "/team-permission-definitions", Access.SERVER);
    empty(routes, "/project-permission-definitions", Access.SERVER);
    routes.get(
        "/teams/{team_id}",
        Access.CLIENT,
        request -> DetailedError.teamNotFound(request.parameter("team_id")));
  }

  /// The SDKs show a banner while they develop if this says no; there is no version it would.
  private static StackAnswer checkVersion(StackRequest request) {
    request.body(VERSION);
    return StackAnswer.ok(Map.of("upToDate", true));
  }

  private static void empty(StackRoutes routes, String path, Access least) {
    routes.get(
        path,
        least,
        request -> {
          if (request.asksFor("user_id", "me")) {
            request.me();
          }
          Map<String, Object> list = new LinkedHashMap<>();
          list.put("items", List.of());
          list.put("is_paginated", false);
          return StackAnswer.ok(list);
        });
  }
}
