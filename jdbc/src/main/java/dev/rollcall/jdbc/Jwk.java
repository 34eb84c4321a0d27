package dev.rollcall.jdbc;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What came of reading a public key as providers publish it (RFC 7517): a key to trust, or why it
/// is not to be trusted. Postgres checks the same in `auth.jwk_import`, save for the fingerprint of
/// weak RSA keys.
public sealed interface Jwk {
  /// It may be trusted.
  record Sound(TrustedKey key) implements Jwk {}

  /// It must not be.
  ///
  /// @param reason a sentence without its full stop
  record Unsound(String reason) implements Jwk {}

  /// @param json one key
  /// @param usualAlgorithm for a key that does not say its own; null: RS256 for RSA, and what fits
  ///   the curve for others
  /// @param audiences see [TrustedKey]
  static Jwk read(String json, @Nullable String usualAlgorithm, Set<String> audiences) {
    return JsonText.object(json)
        .map(members -> JwkReader.read(members, usualAlgorithm, audiences))
        .orElseGet(() -> new Unsound("It is no JSON object"));
  }
}
