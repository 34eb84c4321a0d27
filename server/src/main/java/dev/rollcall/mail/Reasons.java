package dev.rollcall.mail;

import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Refused;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/// What the library's exceptions mean.
final class Reasons {
  private static final int LONGEST = 300;

  private Reasons() {}

  static MailAnswer answer(MessagingException failure) {
    for (Exception next = failure; next != null; next = after(next)) {
      int code = replyCode(next);
      if (code >= 400) {
        return new Refused(code < 500, line(next));
      }
    }
    return failure instanceof AuthenticationFailedException
        ? new Failed("The mail server did not accept the login: " + line(failure))
        : new Failed(line(failure));
  }

  /// One line of bounded length; the cause is named too, where the message leaves it out.
  static String line(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = text(failure);
    String whole = said.contains(text(cause)) ? said : said + ": " + text(cause);
    String line = whole.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip();
  }

  private static @Nullable Exception after(Exception failure) {
    return failure instanceof MessagingException messaging ? messaging.getNextException() : null;
  }

  private static int replyCode(Exception failure) {
    return switch (failure) {
      case SMTPAddressFailedException address -> address.getReturnCode();
      case SMTPSenderFailedException sender -> sender.getReturnCode();
      case SMTPSendFailedException send -> send.getReturnCode();
      default -> 0;
    };
  }
}
