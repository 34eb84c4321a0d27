package dev.rollcall.inbox;

import org.jspecify.annotations.Nullable;

/// An event was not stored, so it must not be acknowledged; the sender should try again.
public final class InboxUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InboxUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
