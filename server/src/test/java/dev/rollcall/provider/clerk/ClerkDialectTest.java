package dev.rollcall.provider.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which settings Clerk needs, and what is said of unusable ones.
class ClerkDialectTest {
  @Test
  void the_secret_key_alone_is_enough() {
    Connector connector = connector(Map.of());

    assertThat(connector.provider().value()).isEqualTo("clerk");
    assertThat(connector.reach().webhooks()).isFalse();
    assertThat(connector.reach().pullEvery()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void secrets_are_marked_as_such() {
    assertThat(new ClerkDialect().settings())
        .extracting(Setting::name, Setting::secret, Setting::required)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("secret_key", true, true),
            org.assertj.core.groups.Tuple.tuple("webhook_secret", true, false),
            org.assertj.core.groups.Tuple.tuple("api_url", false, false),
            org.assertj.core.groups.Tuple.tuple("poll_every", false, false));
  }

  @ParameterizedTest
  @CsvSource({"1s, 1", "90s, 90", "5m, 300", "24h, 86400"})
  void a_time_is_a_number_with_its_unit(String text, long seconds) {
    assertThat(connector(Map.of("poll_every", text)).reach().pullEvery())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "5", "s", "-1s", "25h", "1d", "5 s", "9999999s"})
  void a_time_that_is_not_understood_is_quoted(String text) {
    refuses(
        "poll_every",
        text,
        "The setting 'poll_every' is '"
            + text
            + "', which is not a time from 1s to 24h; write it"
            + " as 5s, 1m or 1h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"api.clerk.com", "ftp://x", "https://", "http://u:p@x", "https://x?y", "a b", "/"})
  void an_address_that_is_none_is_quoted(String text) {
    refuses(
        "api_url",
        text,
        "The setting 'api_url' is '"
            + text
            + "', which is not the address of an API; leave it out"
            + " to use https://api.clerk.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://x.org/", "https://x.org/v1", " https://x.org/v1/ "})
  void an_address_may_end_as_clerk_writes_it(String text) {
    assertThat(ClerkSettings.apiUrl("api_url", text)).hasToString("https://x.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pk_test_abc", "whsec_abc", "sk_test_\nabc", "sk_tëst"})
  void a_key_that_is_none_is_not_quoted(String text) {
    refuses(
        "secret_key",
        text,
        "The setting 'secret_key' is not a secret key of Clerk's, which begins with sk_test_ or"
            + " sk_live_; copy it from the dashboard, under API keys");
  }

  @Test
  void several_webhook_secrets_may_be_active_and_an_unusable_one_is_refused_at_once() {
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    assertThat(connector(Map.of("webhook_secret", secret + ", " + secret)).reach().webhooks())
        .isTrue();
    refuses(
        "webhook_secret",
        secret + " whsec_AAAA",
        "Webhook secret 2 of 2 holds 3 bytes, and it must be 24 to 64; copy the whole secret again"
            + " from the provider");
  }

  private static void refuses(String name, String value, String sentence) {
    assertThatThrownBy(() -> connector(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  private static Connector connector(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Map.of("secret_key", "sk_test_abc"));
    all.putAll(settings);
    MovableClock clock = new MovableClock();
    return new ClerkDialect()
        .connector(new ProviderSettings(all), new HttpCaller(new EgressGuard(true), clock), clock);
  }
}
