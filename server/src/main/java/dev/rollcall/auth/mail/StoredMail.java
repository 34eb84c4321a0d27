package dev.rollcall.auth.mail;

import dev.rollcall.mail.Mail;
import java.time.Instant;

/// A mail in the development mailbox.
///
/// @param mailbox the name that it is listed under
public record StoredMail(long id, String mailbox, Instant at, Mail mail) {}
