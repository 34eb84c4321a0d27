package dev.rollcall.auth.mail;

/// The words of a mail.
public record Letter(String subject, String text, String html) {
  /// It holds a one-time code or link.
  @Override
  public String toString() {
    return "[letter]";
  }
}
