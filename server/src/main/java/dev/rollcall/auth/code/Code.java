package dev.rollcall.auth.code;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A code that was sent, as far as it is remembered.
///
/// @param account whom it is for; null where whoever reads the mail may be new
/// @param channel the channel that it verifies; null for other purposes
public record Code(
    UUID id, Purpose purpose, @Nullable UUID account, @Nullable UUID channel, String email) {

  /// What a code is good for.
  public enum Purpose {
    SIGN_IN("sign_in"),
    VERIFY_EMAIL("verify_email"),
    RESET_PASSWORD("reset_password");

    private final String stored;

    Purpose(String stored) {
      this.stored = stored;
    }

    String stored() {
      return stored;
    }
  }
}
