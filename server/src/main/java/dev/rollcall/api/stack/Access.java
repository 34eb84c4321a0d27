package dev.rollcall.api.stack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a caller may do (`x-stack-access-type`), and the least that a route asks for. A higher one
/// may do all that a lower one may.
public enum Access {
  /// No keys were sent, or none are needed.
  NONE,
  /// A browser, with the publishable client key.
  CLIENT,
  /// The application's server, with the secret server key.
  SERVER,
  /// The project's administration, with the super secret admin key.
  ADMIN;

  /// As it stands in the header.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean atLeast(Access least) {
    return compareTo(least) >= 0;
  }

  /// This one and all that may do more.
  List<String> andHigher() {
    return Arrays.stream(values())
        .filter(access -> access.atLeast(this))
        .map(Access::wireName)
        .toList();
  }

  static Optional<Access> named(String wireName) {
    return Arrays.stream(values())
        .filter(access -> access != NONE && access.wireName().equals(wireName))
        .findFirst();
  }
}
