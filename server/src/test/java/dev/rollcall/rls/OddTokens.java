package dev.rollcall.rls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tokens out of `tokens.txt`, signed.
final class OddTokens {
  private static final Pattern TIME = Pattern.compile("@([+-]\\d+)");
  private static final Pattern KID = Pattern.compile("\"kid\" ?: ?\"([a-z]+)\" ?}");
  private static final String USUAL = "es";
  static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"JWT\"}";

  private final Map<String, SigningKey> keys;
  private final long now = System.currentTimeMillis() / 1000;

  OddTokens(Map<String, SigningKey> keys) {
    this.keys = keys;
  }

  /// @param line as it stands in the file
  record Odd(String line, boolean good, String token) {}

  List<Odd> all() {
    try (InputStream file = OddTokens.class.getResourceAsStream("tokens.txt")) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(this::read)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Odd read(String line) {
    String[] parts = line.split(" \\| ", -1);
    String header = parts[1].equals("usual") ? HEADER : parts[1].replace('\'', '"');
    Matcher kid = KID.matcher(header);
    SigningKey named = keys.get(kid.find() ? kid.group(1) : USUAL);
    SigningKey key = named == null ? Objects.requireNonNull(keys.get(USUAL)) : named;
    return new Odd(
        line,
        parts[0].strip().equals("yes"),
        key.token(header.replace("\\ufeff", "\ufeff"), claims(parts[2].replace('\'', '"'))));
  }

  private String claims(String written) {
    String usual = SigningKey.claims("ada", now + 600);
    if (written.equals("usual")) {
      return usual;
    }
    String whole =
        written.startsWith("..") ? usual.replace("}", "," + written.substring(2) + "}") : written;
    return TIME.matcher(whole)
        .replaceAll(match -> String.valueOf(now + Long.parseLong(match.group(1))));
  }
}
