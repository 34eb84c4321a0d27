package dev.rollcall.mail;

/// What may stand in a header: one line. A line break would begin a header of the sender's choice.
final class HeaderText {
  private HeaderText() {}

  /// @param what is being checked, for the message; the text itself may be secret
  static void check(String what, String text) {
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " holds a line break or a control character");
    }
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
