package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.RedirectCheck.Trusted;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Trusted URLs with random damage: what still passes leads to a trusted host, as `java.net.URI`
/// and a reader of the bare text see it.
class RedirectMutationTest {
  private static final int ROUNDS = 20_000;
  private static final Set<String> HOSTS =
      Set.of(
          "app.example.com",
          "example.org",
          "plain.example.com",
          "xn--bcher-kva.example",
          "203.0.113.7",
          "[2001:db8::1]",
          "localhost");
  private static final Pattern OTHER_HOSTS =
      Pattern.compile(
          "[a-z0-9-]+\\.preview\\.example\\.net|[a-z0-9.-]+\\.deep\\.example\\.net"
              + "|[a-z0-9.-]+\\.localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  private static final List<String> SPLINTERS =
      List.of(
          "/",
          "//",
          "\\",
          "@",
          ":",
          "#",
          "?",
          ".",
          "..",
          "*",
          "%",
          "%2f",
          "%2e",
          "%5c",
          "%00",
          "%40",
          ";",
          "&",
          "=",
          " ",
          "\t",
          "\n",
          "\u0000",
          "[",
          "]",
          "::1",
          "0x7f",
          "0177",
          "127.1",
          "-",
          "_",
          "xn--",
          "\u0430",
          "\u3002",
          "\uff0f",
          "\u200b",
          "evil.example",
          ".evil.example",
          "@evil.example",
          "/evil.example",
          "//evil.example",
          "\\evil.example",
          "evil.example/",
          "javascript:",
          "data:",
          "http:",
          "https://",
          "localhost",
          "127.0.0.1",
          "app.example.com",
          ".preview.example.net",
          ".deep.example.net",
          ":443",
          ":80",
          ":0",
          ":*",
          "443",
          "A",
          "z",
          "9",
          "|",
          "^",
          "<",
          "\"",
          "'",
          "~",
          "$",
          "!",
          "(",
          "+",
          ",",
          "{");

  private final Random random = new Random(20_250_627);

  @Test
  void whatever_passes_leads_to_a_trusted_host() {
    List<RedirectCorpus.Good> seeds = RedirectCorpus.good();
    List<String> passed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      String url = damaged(seeds.get(random.nextInt(seeds.size())).url());
      for (TrustedDomains domains : List.of(RedirectCorpus.USUAL, RedirectCorpus.STRICT)) {
        if (domains.check(url) instanceof Trusted(String normalForm)) {
          assertLeadsToTrustedHost(url);
          assertLeadsToTrustedHost(normalForm);
          passed.add(url);
        }
      }
    }

    assertThat(passed).as("or the test has nothing to say").hasSizeGreaterThan(ROUNDS / 20);
  }

  private static void assertLeadsToTrustedHost(String url) {
    URI uri = URI.create(url);
    assertThat(uri.getRawUserInfo()).as(url).isNull();
    assertThat(uri.getRawFragment()).as(url).isNull();
    assertThat(uri.normalize().getRawPath()).as(url).isEqualTo(uri.getRawPath());
    assertThat(uri.getScheme()).as(url).doesNotMatch("(?i)javascript|data|vbscript|file");
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    assertThat(HOSTS.contains(host) || OTHER_HOSTS.matcher(host).matches()).as(url).isTrue();

    String rest = url.substring(url.indexOf(':') + 1);
    assertThat(rest.toLowerCase(Locale.ROOT)).as(url).startsWith("//" + host);
    assertThat(rest.substring(2 + host.length())).as(url).matches("(:\\d+)?([/?].*)?");
  }

  private String damaged(String url) {
    StringBuilder text = new StringBuilder(url);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(4));
      String splinter = SPLINTERS.get(random.nextInt(SPLINTERS.size()));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.replace(at, end, splinter);
        case 2 -> text.insert(at, (char) random.nextInt(0x100));
        case 3 -> text.insert(random.nextInt(Math.min(text.length() + 1, 30)), splinter);
        default -> text.insert(at, splinter);
      }
    }
    return text.toString();
  }
}
