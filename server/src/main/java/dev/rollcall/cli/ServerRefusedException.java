package dev.rollcall.cli;

/// The server understood a request and did not do it; the message is its own.
final class ServerRefusedException extends CommandFailedException {
  private static final long serialVersionUID = 1L;

  private final String code;

  ServerRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
