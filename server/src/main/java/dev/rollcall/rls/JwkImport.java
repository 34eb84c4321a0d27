package dev.rollcall.rls;

import dev.rollcall.jdbc.Jwk;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlArray;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which keys a project's database trusts. A provider's keys are imported from its JWKS; weak ones
/// are refused, and one that was revoked does not come back.
public final class JwkImport {
  private final Database database;

  /// @param database whose role is a member of `neon_auth_keyadmin`
  public JwkImport(Database database) {
    this.database = database;
  }

  /// What became of a key.
  public sealed interface Answer {
    /// It is trusted, now or since before.
    ///
    /// @param number its number in this database
    record Trusted(int number) implements Answer {}

    /// It is not trusted.
    ///
    /// @param reason a sentence
    record Refused(String reason) implements Answer {}
  }

  /// Trusts a key for the tokens of one issuer.
  ///
  /// @param jwk the key as the JWKS has it
  /// @param audiences the tokens' audience must be among them; empty: any
  /// @param usualAlgorithm for a key that does not say its own
  public Answer trust(
      String issuer, JsonNode jwk, List<String> audiences, @Nullable String usualAlgorithm) {
    if (Jwk.read(jwk.toString(), usualAlgorithm, Set.copyOf(audiences))
        instanceof Jwk.Unsound(var reason)) {
      return new Answer.Refused(reason);
    }
    try {
      return new Answer.Trusted(
          database.inTransaction(tx ->
              Math.toIntExact(
                  tx.number(
                      "select auth.jwk_import(?, ?::jsonb, ?::text[], ?)",
                      issuer,
                      jwk.toString(),
                      audiences.isEmpty() ? null : SqlArray.texts(audiences),
                      usualAlgorithm))));
    } catch (DatabaseException failure) {
      return switch (failure.state()) {
        case "22023", "23505", "55000" ->
            new Answer.Refused("Postgres refused it: " + failure.reason());
        default -> throw failure;
      };
    }
  }

  /// Stops trusting a key at once, and ends the sessions that its tokens began; answers how many
  /// keys that were.
  public int revoke(String issuer, String kid) {
    return database.inTransaction(
        tx -> Math.toIntExact(tx.number("select auth.jwk_revoke(?, ?)", issuer, kid)));
  }
}
