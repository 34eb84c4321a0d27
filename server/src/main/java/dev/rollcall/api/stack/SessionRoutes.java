package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.session.Session;
import dev.rollcall.auth.session.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sessions: who is signed in where, and signing out.
public final class SessionRoutes implements RouteGroup {
  private static final long YEAR = Duration.ofDays(365).toMillis();
  private static final long LONGEST = Duration.ofDays(367).toMillis();

  private static final Shape OF_USER = Shape.empty().with("user_id", Rule.userIdOrMe().defined());

  private static final Shape MAYBE_OF_USER = Shape.empty().with("user_id", Rule.userIdOrMe());

  private static final Shape CREATE =
      Shape.empty()
          .with("user_id", Rule.userIdOrMe().defined())
          .with("expires_in_millis", Rule.number().integer().atLeast(1).atMost(LONGEST))
          .with("is_impersonation", Rule.bool());

  private final ProviderRooms.Finder projects;

  public SessionRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.delete("/auth/sessions/current", Access.CLIENT, this::signOut);
    routes.get("/auth/sessions", Access.CLIENT, this::list);
    routes.delete("/auth/sessions/{id}", Access.CLIENT, this::revoke);
    routes.post("/auth/sessions", Access.SERVER, this::create);
  }

  private StackAnswer signOut(StackRequest request) {
    SignedIn user = request.signedIn();
    ProviderRooms rooms = projects.of(request.project().id());
    boolean ended =
        rooms
            .database()
            .inTransaction(tx -> {
              PasswordRoutes.note(rooms, tx, request, AuditKind.SIGN_OUT, ProviderRooms.uuid(user));
              return rooms.sessions().end(tx, UUID.fromString(user.refreshTokenId()));
            });
    return ended ? StackAnswer.success() : KnownError.REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED;
  }

  private StackAnswer list(StackRequest request) {
    UUID account = account(request);
    ProviderRooms rooms = projects.of(request.project().id());
    Instant now = rooms.clock().instant();
    Optional<String> current = request.user().map(SignedIn::refreshTokenId);
    List<Map<String, Object>> items =
        rooms.database().inTransaction(tx -> rooms.sessions().all(tx, account, now)).stream()
            // What an administrator looks at is not for the user to see.
            .filter(session -> !session.impersonation() || request.access() == Access.ADMIN)
            .map(session -> item(session, current))
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("is_paginated", false);
    return StackAnswer.ok(answer);
  }

  private static Map<String, Object> item(Session session, Optional<String> current) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", session.id().toString());
    item.put("user_id", session.account().toString());
    item.put("created_at", session.createdAt().toEpochMilli());
    Instant used = session.lastUsedAt();
    if (used != null) {
      item.put("last_used_at", used.toEpochMilli());
    }
    item.put("is_impersonation", session.impersonation());
    String ip = session.lastUsedIp();
    if (ip != null) {
      item.put("last_used_at_end_user_ip_info", Map.of("ip", ip));
    }
    item.put("is_current_session", current.filter(session.id().toString()::equals).isPresent());
    return item;
  }

  private StackAnswer revoke(StackRequest request) {
    Optional<UUID> account = someAccount(request);
    @Nullable UUID id = uuid(request.parameter("id"));
    if (request
        .user()
        .map(SignedIn::refreshTokenId)
        .filter(request.parameter("id")::equals)
        .isPresent()) {
      return KnownError.CANNOT_DELETE_CURRENT_SESSION;
    }
    ProviderRooms rooms = projects.of(request.project().id());
    Instant now = rooms.clock().instant();
    boolean ended =
        id != null
            && rooms
                .database()
                .inTransaction(tx -> {
                  Optional<Session> session =
                      rooms
                          .sessions()
                          .find(tx, id, now)
                          .filter(one -> account.isEmpty() || one.account().equals(account.get()));
                  if (session.isEmpty()) {
                    return false;
                  }
                  PasswordRoutes.note(
                      rooms, tx, request, AuditKind.SESSION_REVOKED, session.get().account());
                  return rooms.sessions().end(tx, id);
                });
    return ended ? StackAnswer.success() : StackAnswer.plainError(404, "Session not found.");
  }

  private StackAnswer create(StackRequest request) {
    Fields body = request.body(CREATE);
    UUID id = UUID.fromString(body.text("user_id"));
    long millis = body.findNumber("expires_in_millis").orElse(YEAR);
    boolean impersonation = body.findBool("is_impersonation").orElse(false);
    ProviderRooms rooms = projects.of(request.project().id());
    return rooms
        .database()
        .inTransaction(tx -> {
          Optional<Account> account = rooms.accounts().find(tx, id);
          if (account.isEmpty()) {
            return DetailedError.userIdDoesNotExist(id.toString());
          }
          SignInAnswer.refuseBanned(account.get());
          rooms
              .guard()
              .note(
                  tx,
                  Guarded.note(request, AuditKind.SIGN_IN, id)
                      .with("by", impersonation ? "impersonation" : "server"));
          Sessions.Begun begun =
              SignInAnswer.begin(
                  rooms,
                  tx,
                  account.get(),
                  request.profile(),
                  impersonation,
                  Duration.ofMillis(millis));
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put("refresh_token", begun.token().value());
          answer.put(
              "access_token",
              SignInAnswer.accessToken(
                  rooms, begun.session(), account.get(), begun.session().createdAt()));
          return StackAnswer.ok(answer);
        });
  }

  /// The server's SDKs end a session without saying whose it is.
  private static Optional<UUID> someAccount(StackRequest request) {
    boolean said = request.query(MAYBE_OF_USER).findText("user_id").isPresent();
    return said || request.access() == Access.CLIENT
        ? Optional.of(account(request))
        : Optional.empty();
  }

  /// Whose sessions are meant; a client may only mean the user who is signed in.
  private static UUID account(StackRequest request) {
    String id = request.query(OF_USER).text("user_id");
    if (request.access() == Access.CLIENT
        && request.user().filter(user -> user.userId().equals(id)).isEmpty()) {
      throw StackAnswer.plainError(403, "Client can only list sessions for their own user.")
          .refused();
    }
    return UUID.fromString(id);
  }

  private static @Nullable UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException noUuid) {
      return null;
    }
  }
}
