package dev.rollcall.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The address of a provider, as a setting names it: http or https, a host, perhaps a path.
public final class SettingUrl {
  private SettingUrl() {}

  /// The URL in `text`, without a slash at its end.
  ///
  /// @param name the setting's
  /// @param example a good value, for the sentence
  /// @throws IllegalArgumentException if it is none, or has more than those parts
  public static String read(String name, String text, String example) {
    String url = text.strip();
    while (url.endsWith("/")) {
      url = url.substring(0, url.length() - 1);
    }
    if (!isBase(url)) {
      throw new IllegalArgumentException(
          "The setting '"
              + name
              + "' is '"
              + withoutUser(text)
              + "'; expected is a URL such as '"
              + example
              + "'");
    }
    return url;
  }

  private static boolean isBase(String url) {
    try {
      URI parsed = new URI(url);
      return isHttp(parsed.getScheme())
          && parsed.getHost() != null
          && parsed.getRawUserInfo() == null
          && parsed.getRawQuery() == null
          && parsed.getRawFragment() == null;
    } catch (URISyntaxException notAUrl) {
      return false;
    }
  }

  private static boolean isHttp(@Nullable String scheme) {
    return scheme != null
        && (scheme.toLowerCase(Locale.ROOT).equals("https")
            || scheme.toLowerCase(Locale.ROOT).equals("http"));
  }

  /// User information is where passwords stand.
  private static String withoutUser(String url) {
    return url.replaceFirst("//[^/]*@", "//...@");
  }
}
