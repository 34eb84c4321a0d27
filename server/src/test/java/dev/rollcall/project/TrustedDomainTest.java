package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What may be added as a trusted domain.
class TrustedDomainTest {

  @Test
  void a_domain_is_a_web_address() {
    assertThat(refusal("https://app.example.com")).isNull();
    assertThat(refusal("http://localhost:3000")).isNull();
    assertThat(refusal("https://example.org/app")).isNull();
    assertThat(refusal("app.example.com")).isEqualTo("URL must start with http:// or https://");
    assertThat(refusal("myapp://x")).isEqualTo("URL must start with http:// or https://");
    assertThat(refusal("https://"))
        .isEqualTo("The domain 'https://' is refused: its host or port is not written plainly");
    assertThat(refusal("https://b\u00fccher.example"))
        .isEqualTo(
            "The domain 'https://b\\u00fccher.example' is refused: it has the character U+00FC,"
                + " which a URL must not have as it is");
    assertThat(refusal("https://app.example.com?x=1"))
        .isEqualTo("The domain 'https://app.example.com?x=1' is refused: it has a query");
    assertThat(refusal("https://user@app.example.com"))
        .isEqualTo(
            "The domain 'https://user@app.example.com' is refused: it names a user before the host"
                + " (@)");
  }

  @Test
  void a_wildcard_is_never_over_names_of_strangers() {
    assertThat(refusal("https://*.example.com")).isNull();
    assertThat(refusal("https://**.example.co.uk:*")).isNull();
    assertThat(refusal("https://*.team.vercel.app")).isNull();
    assertThat(refusal("https://*.com"))
        .isEqualTo("The domain 'https://*.com' is refused: strangers can own names below 'com'");
    assertThat(refusal("https://**.localhost")).contains("strangers can own");
    assertThat(refusal("https://*.co.uk")).contains("strangers can own");
    assertThat(refusal("https://*.vercel.app")).contains("strangers can own");
    assertThat(refusal("https://*.GitHub.io:*")).contains("strangers can own");
    assertThat(refusal("https://*.203.0.113.7")).contains("strangers can own");
  }

  @Test
  void a_wildcard_is_the_whole_first_label_or_the_port() {
    for (String url :
        new String[] {
          "https://a*.example.com",
          "https://*a.example.com",
          "https://a.*.example.com",
          "https://*.*.example.com",
          "https://***.example.com",
          "https://example.com/*",
          "https://example.com:4*",
          "https://*"
        }) {
      assertThat(refusal(url))
          .isEqualTo(
              "The domain '"
                  + url
                  + "' is refused: a * stands for the first label (*. or **.) or the port (:*)"
                  + " only");
    }
    assertThat(refusal("https://*.")).isNotNull();
    assertThat(refusal("https://*.:*")).isNotNull();
  }

  @Test
  void a_handler_path_starts_with_a_slash() {
    assertThat(new TrustedDomain("https://app.example.com").handlerPath()).isEqualTo("/handler");
    assertThat(refusal("https://app.example.com", "handler"))
        .isEqualTo("Handler path must start with /");
    assertThat(refusal("https://app.example.com", "//evil.example"))
        .isEqualTo(
            "The handler path '//evil.example' is refused: its path has two slashes in a row");
    assertThat(refusal("https://app.example.com", "/auth")).isNull();
  }

  private static @Nullable String refusal(String url) {
    return refusal(url, TrustedDomain.USUAL_HANDLER_PATH);
  }

  private static @Nullable String refusal(String url, String handlerPath) {
    Throwable refused = catchThrowable(() -> new TrustedDomain(url, handlerPath));
    return refused == null ? null : refused.getMessage();
  }
}
