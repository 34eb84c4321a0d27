package dev.rollcall.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.provider.Verdict.Genuine;
import dev.rollcall.provider.Verdict.Refused;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verifies signatures of Standard Webhooks, which are also Svix's, over the raw bytes. Whatever
/// arrives is an answer, never an exception. Safe for use by many threads.
public final class StandardWebhook {
  private static final long TOLERANCE_SECONDS = 300;
  private static final int MAX_ID_BYTES = 200;

  /// A rotation sends two or three; more than this only costs us time.
  private static final int MAX_SIGNATURES = 16;

  private static final Refused INCOMPLETE =
      new Refused("The id, timestamp or signature header is missing or empty");

  private final StandardWebhookKeys keys;
  private final InstantSource clock;

  /// @param secrets the active ones, several during a rotation: base64 of 24 to 64 bytes, with or
  ///   without `whsec_` before it, or `whpk_` and an Ed25519 public key
  /// @throws IllegalArgumentException if there is none, or one cannot be used
  public StandardWebhook(List<String> secrets, InstantSource clock) {
    this.keys = new StandardWebhookKeys(secrets);
    this.clock = clock;
  }

  /// The secrets in the text of one setting, where they stand between white space or commas.
  public static List<String> secrets(String setting) {
    List<String> secrets = new ArrayList<>();
    for (String word : words(setting)) {
      // Supabase writes a secret as v1,whsec_..., and its comma is none between secrets.
      if (!word.equals("v1") && !word.equals("v1a")) {
        secrets.add(word);
      }
    }
    return secrets;
  }

  public Verdict verify(Webhook webhook) {
    Map<String, String> headers = webhook.headers();
    boolean svix = headers.containsKey("svix-id");
    String id = headers.getOrDefault(svix ? "svix-id" : "webhook-id", "");
    String timestamp = headers.getOrDefault(svix ? "svix-timestamp" : "webhook-timestamp", "");
    String signatures = headers.getOrDefault(svix ? "svix-signature" : "webhook-signature", "");
    if (id.isBlank() || timestamp.isBlank() || signatures.isBlank()) {
      return INCOMPLETE;
    }
    long sent = seconds(timestamp);
    if (sent < 0) {
      return new Refused("The timestamp header is not a number of seconds");
    }
    if (Math.abs(clock.instant().getEpochSecond() - sent) > TOLERANCE_SECONDS) {
      return new Refused(
          "The webhook was sent more than 5 minutes before or after our time; is the clock right?");
    }
    if (startsLikeATimestamp(webhook.body())) {
      return new Refused("The body starts with digits and a full stop, as a moved timestamp does");
    }
    byte[] start = (id + '.' + timestamp + '.').getBytes(UTF_8);
    return isSigned(start, webhook.body(), signatures)
        ? new Genuine(eventId(id))
        : new Refused("No signature was made with our webhook secret, or the body was changed");
  }

  private boolean isSigned(byte[] start, byte[] body, String signatures) {
    @Nullable List<byte[]> expected = null;
    String version = "";
    int tried = 0;
    for (String word : words(signatures)) {
      // No signature is as short as a version, so a truncated "v1," cannot shift the rest.
      if (word.length() <= 4) {
        version = word;
        continue;
      }
      if (++tried > MAX_SIGNATURES) {
        return false;
      }
      if (version.equals("v1")) {
        expected = expected == null ? keys.expected(start, body) : expected;
        if (StandardWebhookKeys.isOneOf(expected, word)) {
          return true;
        }
      } else if (version.equals("v1a") && keys.isSigned(start, body, word)) {
        return true;
      }
      version = "";
    }
    return false;
  }

  /// Splits at white space and commas, which base64 has not.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) <= ' ' || text.charAt(i) == ',') {
        if (i > start) {
          words.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  /// The number, or -1 where the text is none.
  private static long seconds(String text) {
    if (text.length() > 12) {
      return -1;
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      seconds = 10 * seconds + digit;
    }
    return seconds;
  }

  /// `a.1.2.{}` is signed alike as id `a.1`, time 2 and as id `a`, time 1, body `2.{}`: a genuine
  /// delivery under an id with a full stop could be sent again as another event. JSON of a user
  /// never starts so.
  private static boolean startsLikeATimestamp(byte[] body) {
    int digits = 0;
    while (digits < body.length && body[digits] >= '0' && body[digits] <= '9') {
      digits++;
    }
    return digits > 0 && digits < body.length && body[digits] == '.';
  }

  /// The id as it is where it can be stored and shown, otherwise its SHA-256.
  private static String eventId(String id) {
    byte[] bytes = id.getBytes(UTF_8);
    boolean plain = bytes.length <= MAX_ID_BYTES;
    for (int i = 0; plain && i < id.length(); i++) {
      plain = !Character.isISOControl(id.charAt(i)) && !Character.isSurrogate(id.charAt(i));
    }
    if (plain) {
      return id;
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("This Java has no SHA-256", missing);
    }
  }
}
