package dev.rollcall.mail;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One mail to one recipient, as text and, where given, as HTML too.
///
/// @param headers further ones, such as `Message-ID`
public record Mail(
    MailAddress from,
    MailAddress to,
    String subject,
    String text,
    @Nullable String html,
    Map<String, String> headers) {
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,60}");
  private static final Set<String> SET_HERE =
      Set.of("from", "to", "cc", "bcc", "subject", "sender", "mime-version");

  public Mail {
    HeaderText.check("The subject", subject);
    headers = Map.copyOf(headers);
    headers.forEach(Mail::check);
  }

  /// What it says may be for its reader only.
  @Override
  public String toString() {
    return "[mail]";
  }

  private static void check(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HEADER_NAME.matcher(name).matches()
        || SET_HERE.contains(lower)
        || lower.startsWith("content-")) {
      throw new IllegalArgumentException("Not a header that can be given: '" + name + "'");
    }
    HeaderText.check("The header '" + name + "'", value);
  }
}
