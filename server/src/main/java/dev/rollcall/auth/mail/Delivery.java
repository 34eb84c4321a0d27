package dev.rollcall.auth.mail;

import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAnswer;

/// Where mails go.
@FunctionalInterface
public interface Delivery {
  MailAnswer deliver(Mail mail);
}
