package dev.rollcall.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a token of the shape [TokenShape#TYPED] says of its user.
///
/// @param restriction why the user may not use the application yet; null where nothing is in the
///   way
public record Bearer(
    @Nullable String name,
    @Nullable String email,
    boolean emailVerified,
    @Nullable String selectedTeamId,
    Instant signedUpAt,
    boolean anonymous,
    @Nullable Restriction restriction,
    boolean requiresTotpMfa) {

  /// The reasons that the SDKs know.
  public enum Restriction {
    ANONYMOUS("anonymous"),
    EMAIL_NOT_VERIFIED("email_not_verified"),
    BY_ADMINISTRATOR("restricted_by_administrator");

    private final String wireName;

    Restriction(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }
}
