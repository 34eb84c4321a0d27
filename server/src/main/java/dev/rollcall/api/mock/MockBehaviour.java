package dev.rollcall.api.mock;

import java.util.Arrays;
import java.util.Optional;

/// How a mock answers reads: well, or as providers do on a bad day.
enum MockBehaviour {
  OK("ok"),
  /// The key is refused.
  UNAUTHORIZED("401"),
  /// `Retry-After: 1`.
  TOO_MANY_REQUESTS("429"),
  FAILING("500"),
  /// 200 with a page for people, as a captive portal or a proxy sends it.
  HTML("html"),
  /// Lists and counts nobody, but still finds each user by id: a broken index.
  EMPTY("empty"),
  /// 200 with the first half of the JSON.
  TRUNCATED("truncated"),
  /// Lists, counts and finds nobody: the wrong environment, or all users are gone.
  NOT_FOUND("not_found");

  private final String mode;

  MockBehaviour(String mode) {
    this.mode = mode;
  }

  String mode() {
    return mode;
  }

  static Optional<MockBehaviour> of(String mode) {
    return Arrays.stream(values()).filter(behaviour -> behaviour.mode.equals(mode)).findFirst();
  }

  boolean listsNobody() {
    return this == EMPTY || this == NOT_FOUND;
  }
}
