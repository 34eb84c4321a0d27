package dev.rollcall.jdbc;

import java.util.List;
import java.util.Random;

/// Changes a text a little, in ways that parsers stumble over. The same seed, the same changes.
final class Mutation {
  private static final List<String> BITS =
      List.of(
          ".",
          "..",
          "=",
          "==",
          " ",
          "\n",
          "\t",
          "\u0000",
          "é",
          "\ud800",
          "\"",
          "'",
          "\\",
          "\\u0000",
          "\\ud83d",
          "{",
          "}",
          "[",
          "]",
          "[[[[",
          ",",
          ":",
          "null",
          "true",
          "-",
          "-0",
          "0",
          "1e9",
          "1e-99999",
          "99999999999999999999",
          "1e2147483648",
          "\"exp\":",
          "\"kid\":",
          "\"alg\":",
          "\"none\"",
          "\"crit\":[]",
          "ey",
          "A",
          "_",
          "/",
          "//",
          "/**/",
          "\ufeff",
          "Bearer ");

  private final Random random;

  Mutation(long seed) {
    this.random = new Random(seed);
  }

  /// Never the same as it was.
  String of(String text) {
    String changed = text;
    for (int i = random.nextInt(4); i >= 0 || changed.equals(text); i--) {
      changed = once(changed);
    }
    return changed;
  }

  private String once(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(12));
    String before = text.substring(0, from);
    String behind = text.substring(to);
    return switch (random.nextInt(7)) {
      case 0 -> before + behind;
      case 1 -> before + BITS.get(random.nextInt(BITS.size())) + text.substring(from);
      case 2 -> before + BITS.get(random.nextInt(BITS.size())) + behind;
      case 3 -> before + text.substring(from, to).repeat(random.nextInt(40)) + behind;
      case 4 -> before + (char) random.nextInt(random.nextBoolean() ? 128 : 65_536) + behind;
      case 5 -> before + new StringBuilder(text.substring(from, to)).reverse() + behind;
      default -> {
        int other = random.nextInt(text.length() + 1);
        yield before + text.substring(Math.min(other, from), Math.max(other, from)) + behind;
      }
    };
  }
}
