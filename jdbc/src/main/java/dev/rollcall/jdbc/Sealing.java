package dev.rollcall.jdbc;

import dev.rollcall.jdbc.TokenVerdict.Expired;
import dev.rollcall.jdbc.TokenVerdict.ForOthers;
import dev.rollcall.jdbc.TokenVerdict.Refused;
import dev.rollcall.jdbc.TokenVerdict.Undecided;
import dev.rollcall.jdbc.TokenVerdict.UnknownKey;
import dev.rollcall.jdbc.TokenVerdict.Valid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLTransientException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// How a token becomes the identity of the transaction that a connection is in. Until the
/// transaction ends, nothing changes that identity; with it, the identity ends.
@FunctionalInterface
public interface Sealing {
  /// @param token null for nobody: then the identity is taken away, whatever it was
  /// @throws SQLException of class 28 where the token is refused. There is no identity then
  void seal(Connection connection, @Nullable String token) throws SQLException;

  /// Postgres verifies the token, under the keys that were imported there. Needs no secret.
  static Sealing inPostgres() {
    return (connection, token) -> {
      try (PreparedStatement statement =
          connection.prepareStatement("select auth.jwt_transaction_init(?)")) {
        statement.setString(1, token);
        statement.execute();
      }
    };
  }

  /// Java verifies the token, which is faster, and tells Postgres by a ticket. The two clocks may
  /// be ten seconds apart.
  static Sealing byTicket(TokenVerifier verifier, GatewayKey key, InstantSource clock) {
    return (connection, token) -> {
      if (token == null) {
        inPostgres().seal(connection, null);
        return;
      }
      Valid valid =
          switch (verifier.verify(token)) {
            case Valid good -> good;
            case Expired(var at) -> throw refused("it expired at " + at);
            case UnknownKey(var issuer, var kid, _) ->
                throw refused("the issuer '" + issuer + "' has no key '" + kid + "' that is known");
            case ForOthers(var audiences) -> throw refused("it is for others: " + audiences);
            case Refused(var reason) -> throw refused(reason);
            case Undecided(var reason) ->
                throw new SQLTransientException(
                    "The token could not be verified. " + reason, "28000");
          };
      GatewayTicket.of(
              valid.claims(), key.id(), key.secret(), 0, clock.instant(), valid.expiresAt())
          .present(connection);
    };
  }

  private static SQLException refused(String reason) {
    return new SQLInvalidAuthorizationSpecException("The token was refused: " + reason, "28000");
  }
}
