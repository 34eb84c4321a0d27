package dev.rollcall.mail;

/// What became of a mail.
public sealed interface MailAnswer {
  /// The server has taken it.
  record Sent() implements MailAnswer {}

  /// The server answered, and does not take this mail.
  ///
  /// @param temporary whether it asks to be tried again later
  record Refused(boolean temporary, String reason) implements MailAnswer {}

  /// There was no talking to the server, or it did not answer in time. Whether it has taken the
  /// mail is not known.
  record Failed(String reason) implements MailAnswer {}
}
