package dev.rollcall.secret;

import org.jspecify.annotations.Nullable;

/// A stored secret cannot be read with this master key.
public final class UnreadableSecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableSecretException(String place, @Nullable Throwable cause) {
    super(
        "The secret of '"
            + place
            + "' cannot be read. Its master key is another one: set ROLLCALL_MASTER_KEY to the key"
            + " that was used, or put back the file master.key",
        cause);
  }
}
