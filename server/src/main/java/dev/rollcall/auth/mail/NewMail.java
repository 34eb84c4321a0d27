package dev.rollcall.auth.mail;

import dev.rollcall.mail.MailAddress;
import java.time.Instant;

/// A mail to be sent.
///
/// @param notAfter when its code or link is of no more use; it is not sent after that
public record NewMail(MailKind kind, MailAddress to, Letter letter, Instant notAfter) {}
