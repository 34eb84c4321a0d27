package dev.rollcall.jdbc;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which keys are trusted now. It is asked at every look at a token, also at one that was found
/// good before, so a key that is gone takes its tokens with it at once.
@FunctionalInterface
public interface TrustedKeys {
  /// @param issuer the only `iss` that the key may speak for
  Lookup find(String issuer, String kid);

  /// The keys of several issuers.
  static TrustedKeys of(IssuerKeys... issuers) {
    Map<String, IssuerKeys> byIssuer =
        Arrays.stream(issuers)
            .collect(Collectors.toUnmodifiableMap(IssuerKeys::issuer, Function.identity()));
    return (issuer, kid) -> {
      IssuerKeys known = byIssuer.get(issuer);
      return known == null ? new Lookup.Unknown() : known.find(issuer, kid);
    };
  }

  /// What is known of a key.
  sealed interface Lookup {
    record Found(TrustedKey key) implements Lookup {}

    /// No such key of this issuer is trusted.
    record Unknown() implements Lookup {}

    /// It cannot be said now.
    ///
    /// @param reason a sentence
    record Unavailable(String reason) implements Lookup {}
  }
}
