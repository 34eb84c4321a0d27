package dev.rollcall.api.mock;

import java.net.URI;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// How one mock provider is set up. Never printed.
///
/// @param secretKey what callers show as a bearer token
/// @param webhookUrl where its events are sent; null where they are only pulled
/// @param webhookSecret what they are signed with, `whsec_` and base64; there exactly if the URL is
public record MockSettings(
    String secretKey, @Nullable URI webhookUrl, @Nullable String webhookSecret) {
  private static final String PREFIX = "whsec_";

  public MockSettings {
    if (secretKey.isBlank()) {
      throw new IllegalArgumentException("A mock provider needs a secret key");
    }
    if ((webhookUrl == null) != (webhookSecret == null)) {
      throw new IllegalArgumentException(
          "A mock provider that sends webhooks needs both, a URL and a secret");
    }
    if (webhookSecret != null) {
      decoded(webhookSecret);
    }
  }

  /// A mock provider without webhooks.
  public static MockSettings pulled(String secretKey) {
    return new MockSettings(secretKey, null, null);
  }

  /// The key in a webhook secret: 24 to 64 bytes, as Standard Webhooks asks for.
  static byte[] decoded(String secret) {
    String base64 = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
    try {
      byte[] key = Base64.getDecoder().decode(base64);
      if (key.length >= 24 && key.length <= 64) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("The mock's webhook secret is not base64", notBase64);
    }
    throw new IllegalArgumentException("The mock's webhook secret is not 24 to 64 bytes long");
  }

  @Override
  public String toString() {
    return "MockSettings[webhookUrl=" + webhookUrl + "]";
  }
}
