package dev.rollcall.jdbc;

import dev.rollcall.jdbc.JsonValue.Members;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// What came of taking a compact JWS apart (RFC 7515 §7.1). Each part has one spelling only.
sealed interface CompactToken {
  /// The names of a JWT's type, in ASCII's lower case.
  Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

  /// @param algorithm what the header says; the key decides
  /// @param text the payload as it was written
  /// @param input what is signed
  record Signed(
      String algorithm, String kid, Members payload, String text, byte[] input, byte[] signature)
      implements CompactToken {}

  record Malformed(String reason) implements CompactToken {}

  static CompactToken read(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 1 || second < first + 2 || token.indexOf('.', second + 1) >= 0) {
      return notCompact();
    }
    Optional<byte[]> header = base64(token.substring(0, first));
    Optional<byte[]> payload = base64(token.substring(first + 1, second));
    Optional<byte[]> signature = base64(token.substring(second + 1));
    if (header.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return notCompact();
    }
    Optional<Members> parameters = header.flatMap(JsonText::object);
    if (parameters.isEmpty() || !isForUs(parameters.get())) {
      return new Malformed("its header is not that of a signed token");
    }
    Optional<Members> claims = payload.flatMap(JsonText::object);
    if (claims.isEmpty()) {
      return new Malformed("its claims are no JSON object");
    }
    if (parameters.get().text("kid").isEmpty()) {
      return new Malformed("it names no key");
    }
    return new Signed(
        parameters.get().text("alg"),
        parameters.get().text("kid"),
        claims.get(),
        new String(payload.get(), StandardCharsets.UTF_8),
        token.substring(0, second).getBytes(StandardCharsets.US_ASCII),
        signature.get());
  }

  /// Extensions that must be understood are not (RFC 7515 §4.1.11, RFC 7797).
  private static boolean isForUs(Members header) {
    JsonValue type = header.values().get("typ");
    return !header.text("alg").isEmpty()
        && !header.has("crit")
        && !header.has("b64")
        && (type == null
            || type instanceof JsonValue.Nothing
            || TYPES.contains(lowerCase(header.text("typ"))));
  }

  /// Of ASCII's letters only, as Postgres' collation "C" does it.
  private static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char letter = lower.charAt(i);
      if (letter >= 'A' && letter <= 'Z') {
        lower.setCharAt(i, (char) (letter + ('a' - 'A')));
      }
    }
    return lower.toString();
  }

  private static Malformed notCompact() {
    return new Malformed("it is not a header, claims and a signature in Base64url");
  }

  /// Java's decoder alone would take padding, and bits that are left over at the end. Empty for
  /// nothing at all, too.
  static Optional<byte[]> base64(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return bytes.length > 0
              && Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
