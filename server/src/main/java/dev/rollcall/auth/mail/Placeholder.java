package dev.rollcall.auth.mail;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a template may have filled in, written as `{{link}}`.
enum Placeholder {
  LINK,
  CODE,
  PROJECT,
  NAME,
  EMAIL;

  static Optional<Placeholder> named(String word) {
    return Arrays.stream(values())
        .filter(placeholder -> placeholder.word().equals(word))
        .findFirst();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "{{" + word() + "}}";
  }
}
