package dev.rollcall.project;

import dev.rollcall.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The lists of redirect URLs, and the domains that they are about.
final class RedirectCorpus {
  private static final List<TrustedDomain> DOMAINS =
      List.of(
          new TrustedDomain("https://app.example.com"),
          new TrustedDomain("https://example.org/app"),
          new TrustedDomain("http://plain.example.com:3000"),
          new TrustedDomain("https://*.preview.example.net"),
          new TrustedDomain("https://**.deep.example.net:*"),
          new TrustedDomain("https://xn--bcher-kva.example"),
          new TrustedDomain("https://203.0.113.7"),
          new TrustedDomain("http://[2001:db8::1]:8080"));

  static final TrustedDomains USUAL = new TrustedDomains(DOMAINS, true, false);
  static final TrustedDomains STRICT = new TrustedDomains(DOMAINS, true, true);

  private RedirectCorpus() {}

  static List<String> hostile() {
    return lines("hostile-redirects.txt").stream().map(RedirectCorpus::unescape).toList();
  }

  /// A URL that passes, and what it becomes.
  record Good(String url, String normalForm) {}

  static List<Good> good() {
    return lines("good-redirects.txt").stream()
        .map(line -> line.split(" -> ", 2))
        .map(parts -> new Good(parts[0], parts[parts.length - 1]))
        .toList();
  }

  private static String unescape(String line) {
    return line.equals("(empty)") ? "" : Json.MAPPER.readTree('"' + line + '"').stringValue();
  }

  private static List<String> lines(String file) {
    try (InputStream stream =
        Objects.requireNonNull(RedirectCorpus.class.getResourceAsStream(file), file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
