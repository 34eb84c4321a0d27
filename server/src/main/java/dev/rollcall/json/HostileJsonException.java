package dev.rollcall.json;

/// A document that is not JSON, or more than we take. The message says what is wrong and quotes
/// nothing of it.
public final class HostileJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HostileJsonException(String problem) {
    super(problem);
  }
}
