package dev.rollcall.provider.clerk;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/// Reads the values of Clerk's settings. What cannot be used is refused with a sentence that names
/// the setting, and quotes no secret.
final class ClerkSettings {
  private static final Duration LONGEST_POLL = Duration.ofDays(1);

  private ClerkSettings() {}

  static String secretKey(String name, String value) {
    String key = value.strip();
    if (!key.startsWith("sk_") || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "The setting '"
              + name
              + "' is not a secret key of Clerk's, which begins with sk_test_"
              + " or sk_live_; copy it from the dashboard, under API keys");
    }
    return key;
  }

  /// The address without the version that Clerk's own description puts behind it.
  static URI apiUrl(String name, String value) {
    String text = value.strip();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.endsWith("/v1")) {
      text = text.substring(0, text.length() - "/v1".length());
    }
    try {
      URI url = new URI(text);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("https") || scheme.equals("http"))
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException notAUrl) {
      throw notAnAddress(name, value);
    }
    throw notAnAddress(name, value);
  }

  private static IllegalArgumentException notAnAddress(String name, String value) {
    return new IllegalArgumentException(
        "The setting '"
            + name
            + "' is '"
            + value
            + "', which is not the address of an API; leave"
            + " it out to use https://api.clerk.com");
  }

  /// A whole number with `s`, `m` or `h` behind it.
  static Duration duration(String name, String value) {
    String text = value.strip();
    if (text.matches("[0-9]{1,6}[smh]")) {
      long amount = Long.parseLong(text.substring(0, text.length() - 1));
      Duration duration =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
          };
      if (duration.isPositive() && duration.compareTo(LONGEST_POLL) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        "The setting '"
            + name
            + "' is '"
            + value
            + "', which is not a time from 1s to 24h; write"
            + " it as 5s, 1m or 1h");
  }
}
