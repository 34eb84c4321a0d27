package dev.rollcall.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A mail as it goes over the wire.
final class MimeLetter extends MimeMessage {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();
  private final Map<String, String> headersGiven;

  MimeLetter(Session session, Mail mail) throws MessagingException {
    super(session);
    this.headersGiven = mail.headers();
    try {
      setHeader("From", MimeUtility.fold(6, written(mail.from())));
      setHeader("To", MimeUtility.fold(4, written(mail.to())));
      setSubject(mail.subject(), UTF_8);
      for (Map.Entry<String, String> header : headersGiven.entrySet()) {
        String value = MimeUtility.encodeText(header.getValue(), UTF_8, null);
        setHeader(header.getKey(), MimeUtility.fold(header.getKey().length() + 2, value));
      }
    } catch (UnsupportedEncodingException impossible) {
      throw new MessagingException("UTF-8 is missing", impossible);
    }
    String html = mail.html();
    if (html == null) {
      setText(mail.text(), UTF_8);
    } else {
      setContent(new MimeMultipart("alternative", part(mail.text(), "plain"), part(html, "html")));
    }
    saveChanges();
  }

  /// The recipient as the server is told.
  static Address[] recipients(Mail mail) throws MessagingException {
    return new Address[] {new InternetAddress(mail.to().wire(), false)};
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    if (headersGiven.keySet().stream().noneMatch("Message-ID"::equalsIgnoreCase)) {
      super.updateMessageID();
    }
  }

  private static String written(MailAddress address) throws UnsupportedEncodingException {
    String name = address.name();
    if (name == null) {
      return address.wire();
    }
    String phrase = MimeUtility.encodeWord(name, UTF_8, null);
    return (phrase.equals(name) ? HeaderText.quoted(name) : phrase) + " <" + address.wire() + ">";
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, UTF_8, subtype);
    return part;
  }
}
