package dev.rollcall.cli;

/// No server runs where the command looked for one.
final class NoServerException extends CommandFailedException {
  private static final long serialVersionUID = 1L;

  NoServerException(String message) {
    super(message);
  }
}
