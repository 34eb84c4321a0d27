package dev.rollcall.api.mock;

/// A caller asked for what the mock does not understand.
final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code stable, for programs
  /// @param message for people
  BadInputException(String code, String message) {
    super(message);
    this.code = code;
  }

  MockAnswer answer() {
    return MockAnswer.problem(400, code, String.valueOf(getMessage()));
  }
}
