package dev.rollcall.provider.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.Finding.Severity;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.testing.FakeStack;
import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Connecting to Stack Auth: settings, credentials, events.
class StackDialectTest {
  private static final String ADA = StackUsers.id(1);

  private final MovableClock clock = new MovableClock();
  private final FakeStack stack = new FakeStack();
  private final Connector connector = StackUsers.connector(stack, clock, Map.of());

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void a_refused_key_is_told_without_showing_it() {
    Connector wrong = StackUsers.connector(stack, clock, Map.of("secret_server_key", "ssk_wrong"));

    assertThat(wrong.fetch(ADA))
        .isEqualTo(
            new NoAnswer(
                "Stack Auth was asked for a user and answered with 401 INVALID_SECRET_SERVER_KEY",
                null,
                true));
    assertThat(wrong.list(null))
        .isInstanceOfSatisfying(
            NoAnswer.class, answer -> assertThat(answer.credentialsRefused()).isTrue());
  }

  @Test
  void a_request_to_slow_down_is_passed_on() {
    stack.answerNextWith(429, Map.of("retry-after", "7"), "");

    assertThat(connector.list(null))
        .isEqualTo(
            new NoAnswer(
                "Stack Auth was asked for the list of users and answered with status 429",
                Duration.ofSeconds(7),
                false));
  }

  @Test
  void a_server_that_is_away_is_no_answer() {
    stack.close();

    assertThat(connector.fetch(ADA)).isInstanceOf(NoAnswer.class);
    assertThat(connector.list(null)).isInstanceOf(NoAnswer.class);
  }

  @Test
  void the_check_tells_what_works_and_what_is_missing() {
    assertThat(connector.check())
        .extracting(Finding::severity, Finding::code)
        .containsExactly(
            Tuple.tuple(Severity.GOOD, "credentials"),
            Tuple.tuple(Severity.WARNING, "no_webhook_secret"));
    assertThat(
            StackUsers.connector(stack, clock, Map.of("project_id", "other"))
                .check()
                .getFirst()
                .code())
        .isEqualTo("credentials_refused");
  }

  @Test
  void events_are_only_hints() {
    byte[] changed = StackConnectorTest.event("user.updated", StackUsers.json(ADA));
    byte[] deleted =
        StackConnectorTest.event("user.deleted", "{\"id\":\"" + ADA + "\",\"teams\":[]}");

    assertThat(connector.read(new StoredEvent("e1", changed)))
        .isEqualTo(new UserTouched(ADA, false));
    assertThat(connector.read(new StoredEvent("e2", deleted)))
        .isEqualTo(new UserTouched(ADA, true));
  }

  @Test
  void an_event_whose_id_is_no_uuid_is_unreadable() {
    byte[] me = StackConnectorTest.event("user.updated", "{\"id\":\"me\"}");

    assertThatThrownBy(() -> connector.read(new StoredEvent("e1", me)))
        .isInstanceOf(UnreadablePayloadException.class)
        .hasMessage("'id' is not the id of a user, a UUID");
  }

  @Test
  void webhooks_make_the_news_complete() {
    Connector hearing =
        StackUsers.connector(
            stack, clock, Map.of("webhook_secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    assertThat(connector.reach()).isEqualTo(new Reach(false, null, false));
    assertThat(hearing.reach()).isEqualTo(new Reach(true, null, true));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "project_id, a b, \"The setting 'project_id' is 'a b', which is no id of a Stack Auth project\"",
        "secret_server_key, pck_x, \"The setting 'secret_server_key' begins with pck_, but the secret"
            + " server key begins with ssk_\"",
        "api_url, ftp://x, \"The setting 'api_url' is 'ftp://x'; expected is a URL such as"
            + " 'https://api.stack-auth.com'\"",
        "api_url, https:///api, \"The setting 'api_url' is 'https:///api'; expected is a URL such as"
            + " 'https://api.stack-auth.com'\"",
        "api_url, https://me:pw@x, \"The setting 'api_url' is 'https://...@x'; expected is a URL such"
            + " as 'https://api.stack-auth.com'\"",
        "api_url, http://[, \"The setting 'api_url' is 'http://['; expected is a URL such as 'https://api.stack-auth.com'\""
      })
  void a_setting_that_cannot_be_used_is_named(String name, String value, String sentence) {
    assertThatThrownBy(() -> StackUsers.connector(stack, clock, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }
}
