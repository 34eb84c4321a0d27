package dev.rollcall.api.stack;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The forms that texts of the protocol have.
final class TextForms {
  /// The longest address that mail allows; it also bounds what the patterns look at.
  private static final int MAX_EMAIL = 320;

  /// The WHATWG's `email` state, which yup uses too.
  private static final Pattern EMAIL =
      Pattern.compile(
          "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

  // Callers see this pattern in the message, so it is the protocol's to the letter.
  static final Pattern STRICT_EMAIL = Pattern.compile("^[^.]+(\\.[^.]+)*@.*\\.[^.][^.]+$");

  static final Pattern UUID =
      Pattern.compile(
          "(?i)[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
              + "|00000000-0000-0000-0000-000000000000");

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*+={0,2}");

  private static final Set<String> WITH_HOST = Set.of("http", "https", "ws", "wss", "ftp");

  private TextForms() {}

  static boolean isEmail(String text) {
    return text.length() <= MAX_EMAIL && EMAIL.matcher(text).matches();
  }

  static boolean isStrictEmail(String text) {
    return text.length() <= MAX_EMAIL && STRICT_EMAIL.matcher(text).find();
  }

  static boolean isBase64(String text) {
    return text.length() % 4 == 0 && BASE64.matcher(text).matches();
  }

  /// An absolute URL. Stricter than a browser, which forgives backslashes and control characters.
  static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      String scheme = url.getScheme();
      return scheme != null
          && (!WITH_HOST.contains(scheme.toLowerCase(Locale.ROOT))
              || url.getRawAuthority() != null);
    } catch (URISyntaxException notAUrl) {
      return false;
    }
  }

  static boolean isInteger(JsonNode number) {
    return number.decimalValue().stripTrailingZeros().scale() <= 0;
  }
}
