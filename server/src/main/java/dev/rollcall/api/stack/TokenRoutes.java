package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.session.Refreshed;
import dev.rollcall.auth.session.Session;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.ApplicationKey;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.token.KeyRing;
import dev.rollcall.token.TokenShape;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Access tokens for refresh tokens, as OAuth words it (RFC 6749 §6) and as REST does, and the keys
/// that they are verified with.
public final class TokenRoutes implements RouteGroup {
  /// What the protocol says here, whatever a token's own `exp` says; SDKs go by the latter.
  private static final int EXPIRES_IN = 3599;

  private static final Shape GRANT =
      Shape.empty()
          .with("grant_type", Rule.text().oneOf("refresh_token", "authorization_code").defined())
          .with("client_id", Rule.text().defined())
          .with("client_secret", Rule.text().defined())
          .with("refresh_token", Rule.text())
          .with("code", Rule.text())
          .with("code_verifier", Rule.text())
          .with("redirect_uri", Rule.text())
          .with("scope", Rule.text());

  private final ProviderRooms.Finder projects;
  private final AuthProjects keys;
  private final KeyRing signing;

  public TokenRoutes(ProviderRooms.Finder projects, AuthProjects keys, KeyRing signing) {
    this.projects = projects;
    this.keys = keys;
    this.signing = signing;
  }

  /// The grant carries no header of the protocol, but in Node it names the OAuth library, and the
  /// third version of that came with SDKs that need more claims. So an application may be updated
  /// while its users stay signed in.
  private static final Pattern LATER_LIBRARY = Pattern.compile("oauth4webapi/v([3-9]|[1-9]\\d).*");

  private record Fresh(String access, String refresh) {}

  @Override
  public void addTo(StackRoutes routes) {
    routes.post("/auth/oauth/token", Access.NONE, this::grant);
    routes.post("/auth/sessions/current/refresh", Access.CLIENT, this::refresh);
    routes.get("/projects/{project_id}/.well-known/jwks.json", Access.NONE, this::keySet);
  }

  private StackAnswer grant(StackRequest request) {
    Fields body = request.body(GRANT);
    // The branch that a client may name behind a hash is always the main one.
    String id = body.text("client_id").replaceFirst("#.*", "");
    if (!keys.accepts(id, ApplicationKey.Kind.PUBLISHABLE, body.text("client_secret"))) {
      return DetailedError.invalidOauthClient(null);
    }
    if (body.text("grant_type").equals("authorization_code")) {
      return KnownError.INVALID_AUTHORIZATION_CODE;
    }
    ProviderRooms rooms = projects.of(id);
    boolean later =
        request
            .otherHeader("user-agent")
            .filter(agent -> LATER_LIBRARY.matcher(agent).matches())
            .isPresent();
    Fresh fresh =
        fresh(rooms, body.findText("refresh_token").orElse(""), later, request)
            .orElseThrow(KnownError.REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED::refused);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("access_token", fresh.access());
    answer.put("token_type", "Bearer");
    answer.put("expires_in", EXPIRES_IN);
    answer.put("refresh_token", fresh.refresh());
    answer.put("scope", "legacy");
    answer.put("is_new_user", null);
    answer.put("newUser", null);
    answer.put("after_callback_redirect_url", null);
    answer.put("afterCallbackRedirectUrl", null);
    return new JsonBody(200, answer, List.of()).withHeader("pragma", "no-cache");
  }

  private StackAnswer refresh(StackRequest request) {
    String token =
        request
            .header("refresh-token")
            .orElseThrow(
                () -> request.mistakes(List.of("headers.x-stack-refresh-token must be defined")));
    boolean later = request.profile() != CompatProfile.JUNE_2025;
    return fresh(projects.of(request.project().id()), token, later, request)
        .<StackAnswer>map(fresh -> StackAnswer.ok(Map.of("access_token", fresh.access())))
        .orElse(KnownError.REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED);
  }

  private static Optional<Fresh> fresh(
      ProviderRooms rooms, String token, boolean later, StackRequest request) {
    Guarded.refresh(rooms, token);
    Instant now = rooms.clock().instant();
    boolean rotate = rooms.settings().settings().rotateRefreshTokens();
    return rooms
        .database()
        .inTransaction(tx ->
            switch (rooms.sessions().refresh(tx, token, rotate, request.peer(), now)) {
              case Refreshed.Good good -> fresh(rooms, tx, good, later, now);
              case Refreshed.Unknown() -> Optional.<Fresh>empty();
              case Refreshed.Reused(var session) -> {
                PasswordRoutes.note(rooms, tx, request, AuditKind.TOKEN_REUSED, session.account());
                yield Optional.<Fresh>empty();
              }
            });
  }

  private static Optional<Fresh> fresh(
      ProviderRooms rooms, Transaction tx, Refreshed.Good good, boolean later, Instant now)
      throws SQLException {
    Optional<Account> account = rooms.accounts().find(tx, good.session().account());
    if (account.isEmpty() || account.get().ban() != null) {
      return Optional.empty();
    }
    rooms.accounts().active(tx, account.get(), now);
    Session session =
        later ? rooms.sessions().reshape(tx, good.session(), TokenShape.TYPED) : good.session();
    return Optional.of(
        new Fresh(
            SignInAnswer.accessToken(rooms, session, account.get(), now), good.token().value()));
  }

  private StackAnswer keySet(StackRequest request) {
    return keys.find(request.parameter("project_id"))
        .<StackAnswer>map(
            project -> StackAnswer.ok(Json.MAPPER.readTree(signing.jwks(project.project()))))
        .orElseGet(() -> StackAnswer.plainError(404, "Project not found"));
  }
}
