package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.project.RedirectCheck.Refused;
import dev.rollcall.project.RedirectCheck.Trusted;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where the browser of somebody who signs in may be sent.
class TrustedDomainsTest {

  @Test
  void hostile_redirects_are_refused_in_both_modes() {
    List<String> hostile = RedirectCorpus.hostile();

    assertThat(hostile).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    assertThat(hostile)
        .allSatisfy(url -> assertThat(RedirectCorpus.USUAL.check(url)).isInstanceOf(Refused.class))
        .allSatisfy(
            url -> assertThat(RedirectCorpus.STRICT.check(url)).isInstanceOf(Refused.class));
  }

  @Test
  void good_redirects_pass_in_both_modes_and_in_one_form() {
    List<RedirectCorpus.Good> good = RedirectCorpus.good();

    assertThat(good).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    assertThat(good)
        .allSatisfy(one ->
            assertThat(RedirectCorpus.USUAL.check(one.url()))
                .isEqualTo(new Trusted(one.normalForm())))
        .allSatisfy(one ->
            assertThat(RedirectCorpus.STRICT.check(one.url()))
                .isEqualTo(new Trusted(one.normalForm())))
        .allSatisfy(one ->
            assertThat(RedirectCorpus.STRICT.check(one.normalForm()))
                .isEqualTo(new Trusted(one.normalForm())));
  }

  @Test
  void by_default_the_port_does_not_matter_and_the_path_does() {
    TrustedDomains domains = RedirectCorpus.USUAL;

    assertThat(passes(domains, "https://app.example.com:8443/")).isTrue();
    assertThat(passes(domains, "http://plain.example.com/")).isTrue();
    assertThat(passes(domains, "https://example.org/application")).isTrue();
    assertThat(passes(domains, "https://example.org/other")).isFalse();
    assertThat(passes(domains, "https://example.org/")).isFalse();
    assertThat(passes(domains, "https://example.org/App")).isFalse();
    assertThat(passes(domains, "https://a.preview.example.net/")).isFalse();
  }

  @Test
  void in_strict_mode_the_port_matters_and_the_path_does_not() {
    TrustedDomains domains = RedirectCorpus.STRICT;

    assertThat(passes(domains, "https://app.example.com:8443/")).isFalse();
    assertThat(passes(domains, "http://plain.example.com/")).isFalse();
    assertThat(passes(domains, "https://example.org/other")).isTrue();
    assertThat(passes(domains, "https://example.org:443/other")).isTrue();
  }

  @Test
  void in_strict_mode_one_star_is_one_label_and_two_are_any() {
    TrustedDomains domains = RedirectCorpus.STRICT;

    assertThat(passes(domains, "https://a.preview.example.net/")).isTrue();
    assertThat(passes(domains, "https://a.preview.example.net:8443/")).isFalse();
    assertThat(passes(domains, "https://a.b.preview.example.net/")).isFalse();
    assertThat(passes(domains, "https://a.deep.example.net/")).isTrue();
    assertThat(passes(domains, "https://a.b.deep.example.net:8443/")).isTrue();
    assertThat(passes(domains, "https://deep.example.net/")).isFalse();
  }

  @Test
  void localhost_needs_its_flag() {
    TrustedDomains none = new TrustedDomains(List.of(), false, false);
    TrustedDomains localhost = new TrustedDomains(List.of(), true, false);

    assertThat(RedirectCorpus.good())
        .allSatisfy(one -> assertThat(passes(none, one.url())).isFalse());
    assertThat(passes(localhost, "myapp://localhost/callback")).isTrue();
    assertThat(passes(localhost, "https://app.example.com/")).isFalse();
    assertThat(
            passes(
                new TrustedDomains(
                    List.of(new TrustedDomain("http://localhost:3000")), false, true),
                "http://localhost:3000/handler"))
        .isTrue();
  }

  @Test
  void a_refusal_says_how_to_allow_the_url() {
    assertThat(reason("https://other.example.com:8443/handler?x=1"))
        .isEqualTo(
            "The URL 'https://other.example.com:8443/handler?x=1' is under no trusted domain."
                + " Add it with: rollcall domain add https://other.example.com:8443");
    assertThat(reason("https://a.preview.example.net/"))
        .isEqualTo(
            "The URL 'https://a.preview.example.net/' is under no trusted domain. A wildcard counts"
                + " in strict mode only. Add it with: rollcall domain add"
                + " https://a.preview.example.net");
    assertThat(reason("myapp://callback"))
        .isEqualTo(
            "The URL 'myapp://callback' is under no trusted domain. Only http:// and https:// can be"
                + " added");
    assertThat(reason("https://evil.example\\@app.example.com/"))
        .isEqualTo(
            "The URL 'https://evil.example\\@app.example.com/' is not trusted: it has a backslash,"
                + " which browsers read as a slash");
  }

  @Test
  void a_refusal_shows_what_cannot_be_seen_and_is_short() {
    assertThat(reason("https://\u0430pp.example.com/\r\n" + "x".repeat(9_000)))
        .startsWith("The URL 'https://\\u0430pp.example.com/\\u000d\\u000ax")
        .contains("xxx...' is not trusted: it is longer than 2048 characters")
        .hasSizeLessThan(250);
    assertThat(RedirectCorpus.hostile())
        .allSatisfy(url -> {
          assertThat(reason(url)).matches("[ -~]+");
          assertThat(reason(url).length()).isLessThan(400);
        });
  }

  @Test
  void a_code_joins_the_query_that_is_there() {
    assertThat(TrustedDomains.appendCode("https://app.example.com", "abc"))
        .isEqualTo("https://app.example.com/?code=abc");
    assertThat(TrustedDomains.appendCode("https://app.example.com/x?a=1&b=%2F", "abc"))
        .isEqualTo("https://app.example.com/x?a=1&b=%2F&code=abc");
    assertThat(TrustedDomains.appendCode("https://app.example.com/x?", "a b&c"))
        .isEqualTo("https://app.example.com/x?code=a+b%26c");
    assertThat(TrustedDomains.appendCode("http://localhost:3000/x?list[]=1&list[]=2", "abc"))
        .isEqualTo("http://localhost:3000/x?list[]=1&list[]=2&code=abc");
  }

  @Test
  void a_code_that_was_there_is_replaced() {
    assertThat(
            TrustedDomains.appendCode("https://a.example/?code=1&x=2&%63ode=3&code&codes=4", "n"))
        .isEqualTo("https://a.example/?x=2&codes=4&code=n");
    assertThatThrownBy(() -> TrustedDomains.appendCode("javascript:alert(1)", "n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The URL 'javascript:alert(1)' takes no code: it is not of the form https://host/path");
  }

  static boolean passes(TrustedDomains domains, String url) {
    return domains.check(url) instanceof Trusted;
  }

  private static String reason(String url) {
    return ((Refused) RedirectCorpus.USUAL.check(url)).reason();
  }
}
