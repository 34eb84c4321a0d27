package dev.rollcall.token;

import dev.rollcall.project.ProjectId;
import java.time.Instant;
import java.util.Set;

/// What a token says of whoever brings it.
public sealed interface Identity {

  /// It is good, and names a user of this project.
  ///
  /// @param roles those that the issuer's users may take in SQL
  /// @param issuer the claim `iss`
  /// @param kid the key that signed it
  /// @param claims all that it says, as JSON
  record Known(
      ProjectId project,
      Set<String> roles,
      String issuer,
      String kid,
      String claims,
      Instant expiresAt)
      implements Identity {
    public Known {
      roles = Set.copyOf(roles);
    }
  }

  /// It is not good, or no project's.
  ///
  /// @param reason for whoever brought it, such as `missing key id`
  record Refused(String reason) implements Identity {}
}
