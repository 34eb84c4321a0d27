package dev.rollcall.provider;

/// A provider did not answer where only an answer makes sense. Whatever was being done is tried
/// again later.
public final class ProviderUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient NoAnswer answer;

  public ProviderUnavailableException(NoAnswer answer) {
    super(answer.reason());
    this.answer = answer;
  }

  public NoAnswer answer() {
    return answer;
  }
}
