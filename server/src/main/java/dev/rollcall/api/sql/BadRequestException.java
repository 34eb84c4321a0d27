package dev.rollcall.api.sql;

/// A request that is not in the protocol; the message says what is wrong with it.
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
