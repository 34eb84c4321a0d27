package dev.rollcall.cli;

/// A command could not do what it was asked. The message is printed as it is.
class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
