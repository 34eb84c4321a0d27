package dev.rollcall.provider.keycloak;

import dev.rollcall.provider.NoAnswer;

/// Keycloak did not give an answer without which the question at hand cannot be answered either. It
/// becomes a [NoAnswer] where the connector was asked.
final class Unanswered extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient NoAnswer answer;

  Unanswered(String reason) {
    this(new NoAnswer(reason));
  }

  Unanswered(NoAnswer answer) {
    super(answer.reason());
    this.answer = answer;
  }

  NoAnswer answer() {
    return answer;
  }
}
