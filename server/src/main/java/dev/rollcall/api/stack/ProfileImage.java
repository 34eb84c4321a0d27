package dev.rollcall.api.stack;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The picture that a user's own browser may set: the image itself, never an address that every
/// visitor's browser would ask.
final class ProfileImage {
  private static final Pattern DATA =
      Pattern.compile("data:image/(?:png|jpeg|jpg|gif|webp|avif|bmp);base64,([A-Za-z0-9+/=]+)");

  private ProfileImage() {}

  /// What the application's server may set: an address of the web, or the image itself.
  ///
  /// @throws StackRefusedException if it is anything else, such as a script
  static void checkAddress(String url) {
    String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http") && !url.startsWith("data:image/")) {
      throw StackAnswer.plainError(400, "Invalid profile image URL").refused();
    }
  }

  /// @throws StackRefusedException if it is anything else
  static void check(String url) {
    Matcher data = DATA.matcher(url);
    if (!data.matches() || !isBase64(data.group(1))) {
      throw StackAnswer.plainError(400, "Invalid profile image URL").refused();
    }
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
