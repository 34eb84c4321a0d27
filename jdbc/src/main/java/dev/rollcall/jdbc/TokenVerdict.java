package dev.rollcall.jdbc;

import java.time.Instant;
import java.util.List;

/// What came of looking at a token.
public sealed interface TokenVerdict {

  /// It is signed by a key that is trusted for its issuer, for who asks, and in time.
  ///
  /// @param claims all that it says, as JSON
  /// @param audiences whom it names as its audience; may be empty where the key asks for none
  /// @param expiresAt from when on it is refused: its `exp`, and the leeway
  record Valid(
      String claims,
      String subject,
      String issuer,
      List<String> audiences,
      String kid,
      Instant expiresAt)
      implements TokenVerdict {

    public Valid {
      audiences = List.copyOf(audiences);
    }
  }

  /// It was good until then.
  record Expired(Instant at) implements TokenVerdict {}

  /// Its issuer has no such key, as far as we know. What it says is not to be believed.
  record UnknownKey(String issuer, String kid, List<String> audiences) implements TokenVerdict {
    public UnknownKey {
      audiences = List.copyOf(audiences);
    }
  }

  /// It is well signed, and for somebody else.
  record ForOthers(List<String> audiences) implements TokenVerdict {
    public ForOthers {
      audiences = List.copyOf(audiences);
    }
  }

  /// It is no token that anybody should believe.
  ///
  /// @param reason a half-sentence about "it", which does not quote the token
  record Refused(String reason) implements TokenVerdict {}

  /// The keys of its issuer are out of reach, so nothing can be said. Trying again may help.
  ///
  /// @param reason a sentence
  record Undecided(String reason) implements TokenVerdict {}
}
