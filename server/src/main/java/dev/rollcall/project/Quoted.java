package dev.rollcall.project;

import java.util.Locale;

/// A stranger's text as it may stand in a message: short, and with everything visible.
final class Quoted {
  private static final int MAX_LENGTH = 100;

  private Quoted() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(MAX_LENGTH)
        .forEach(c -> {
          if (c >= 0x20 && c < 0x7F) {
            shown.append((char) c);
          } else {
            shown.append(String.format(Locale.ROOT, "\\u%04x", c));
          }
        });
    return text.length() > MAX_LENGTH ? shown + "..." : shown.toString();
  }
}
