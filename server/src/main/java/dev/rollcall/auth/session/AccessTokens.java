package dev.rollcall.auth.session;

import dev.rollcall.auth.account.Account;
import dev.rollcall.project.AuthProject;
import dev.rollcall.token.AccessClaims;
import dev.rollcall.token.Bearer;
import dev.rollcall.token.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes the access tokens of a session.
public final class AccessTokens {
  private final TokenIssuer issuer;
  private final Supplier<String> server;
  private final Duration usual;

  /// @param server the URL under which this server is reached
  /// @param usual how long tokens are good where the project says nothing else
  public AccessTokens(TokenIssuer issuer, Supplier<String> server, Duration usual) {
    this.issuer = issuer;
    this.server = server;
    this.usual = usual;
  }

  /// What stands in a token's `iss`: the URL below which the project's JWKS is.
  public String issuerOf(AuthProject project) {
    return server.get() + "/api/v1/projects/" + project.authId();
  }

  public String issue(AuthProject project, Session session, Account account, Instant now) {
    return issuer.issue(
        project.project(),
        new AccessClaims(
            issuerOf(project),
            project.authId(),
            account.id().toString(),
            session.id().toString(),
            now,
            project.settings().accessTokenLifetime(usual),
            session.shape(),
            bearer(account)));
  }

  private static Bearer bearer(Account account) {
    Bearer.@Nullable Restriction restriction =
        account.ban() != null
            ? Bearer.Restriction.BY_ADMINISTRATOR
            : account.anonymous() ? Bearer.Restriction.ANONYMOUS : null;
    return new Bearer(
        account.displayName(),
        account.email(),
        account.emailVerified(),
        null,
        account.signedUpAt(),
        account.anonymous(),
        restriction,
        false);
  }
}
