package dev.rollcall.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The headers by which a receiver knows that a message is ours: those of Svix, and the same under
/// the names of Standard Webhooks.
public final class SignedHeaders {
  /// What secrets begin with.
  public static final String PREFIX = "whsec_";

  private static final String HMAC = "HmacSHA256";

  private SignedHeaders() {}

  /// @param id the same in every attempt
  /// @param at the time of this attempt
  /// @param secrets one signature for each
  public static Map<String, String> of(String id, Instant at, byte[] body, List<Secret> secrets) {
    String timestamp = Long.toString(at.getEpochSecond());
    byte[] start = (id + "." + timestamp + ".").getBytes(UTF_8);
    String signature =
        secrets.stream()
            .map(secret -> "v1," + sign(secret, start, body))
            .collect(Collectors.joining(" "));
    Map<String, String> headers = new LinkedHashMap<>();
    for (String family : List.of("svix-", "webhook-")) {
      headers.put(family + "id", id);
      headers.put(family + "timestamp", timestamp);
      headers.put(family + "signature", signature);
    }
    return headers;
  }

  private static String sign(Secret secret, byte[] start, byte[] body) {
    byte[] key = Base64.getDecoder().decode(secret.value().substring(PREFIX.length()));
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(start);
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java has no " + HMAC, missing);
    }
  }
}
