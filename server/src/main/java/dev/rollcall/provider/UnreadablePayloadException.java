package dev.rollcall.provider;

/// A genuine payload that the connector could not make sense of. Its entry is quarantined with the
/// problem, and can be replayed once the connector has learned to read it.
public final class UnreadablePayloadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param problem what is wrong with it, without quoting personal data
  public UnreadablePayloadException(String problem) {
    super(problem);
  }
}
